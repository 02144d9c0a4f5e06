import "./stacks";
