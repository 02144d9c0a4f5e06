import { readFileSync } from "node:fs";
import { startSandbox } from "../sandbox/server/server";

// A sandbox in a process of its own, so that it shares no event loop with what is measured. Pages are as large as AWS's.
// It ends when its standard input ends: with the process that started it, however that ends.
void startSandbox({ organization: JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")), settings: { pageSize: 100 } }).then(
  ({ url }) => {
    process.stdout.write(`${url}\n`);
    process.stdin.resume().once("end", () => process.exit(0));
  },
);
