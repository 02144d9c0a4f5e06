import { join } from "node:path";
import { keepCompiled } from "./compileCache";

// Loaded into what the language host starts, and into the commands that tests start (`node --require`).
keepCompiled(join(__dirname, "..", "compiled"));
