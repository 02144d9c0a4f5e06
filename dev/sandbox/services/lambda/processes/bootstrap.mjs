// What runs in a function's process: loads the handler and calls it with each event that comes on standard input, one line each. The answer
// goes out as a line that begins with NUL, between the lines that the function prints, so that their order is kept.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

// Whatever the handler does, in an endless loop too, its process ends with the sandbox.
const parent = Number(process.argv[2]);
const watch = `setInterval(() => process.ppid === ${parent} || process.kill(process.pid, "SIGKILL"), 250)`;
new Worker(watch, { eval: true }).unref();

// A function sees the sandbox's clock where that was moved ahead of the machine's.
const machine = Date.now;
let ahead = 0;
Date.now = () => machine() + ahead;
globalThis.Date = new Proxy(Date, {
  construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [Date.now()] : given, made),
});

const write = process.stdout.write.bind(process.stdout);
process.stderr.write = write;
const handler = load(process.env["_HANDLER"] ?? "");
// A failure is told with the first event.
await handler.catch(() => undefined);
write("\0\n");

for await (const line of createInterface({ input: process.stdin })) {
  const { event, deadline, ahead: moved, context } = JSON.parse(line);
  ahead = moved;
  const answer = await call(JSON.parse(event), {
    ...context,
    getRemainingTimeInMillis: () => Math.max(0, deadline - machine()),
  });
  write(`\0${JSON.stringify(answer)}\n`);
}
process.exit();

async function call(event, context) {
  try {
    const value = await (await handler)(event, context);
    return { payload: JSON.stringify(value) ?? "null" };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : { name: "Error", message: String(error), stack: "" };
    write(`${stack || message}\n`);
    return { payload: JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split("\n") }), error: "Unhandled" };
  }
}

async function load(text) {
  const dot = text.lastIndexOf(".");
  const [module, name] = [text.slice(0, dot), text.slice(dot + 1)];
  const file = ["mjs", "js", "cjs"].map((ending) => join(process.cwd(), `${module}.${ending}`)).find(existsSync);
  if (!file) throw failure("Runtime.ImportModuleError", `Error: Cannot find module '${module}'`);
  const loaded = await import(pathToFileURL(file).href);
  const found = loaded[name] ?? loaded.default?.[name];
  if (typeof found !== "function") throw failure("Runtime.HandlerNotFound", `${text} is undefined or not exported`);
  return found;
}

function failure(name, message) {
  return Object.assign(new Error(message), { name });
}
