import { run } from "access-analyzer-org/stacks";

// The stack's name says which part is rolled out: management, security or member-<account id>. inventory.json is written by
// `npx access-analyzer-org inventory`.
export = run;
