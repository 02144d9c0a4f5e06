import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { thisPlace, type ProcessPlace } from "./processPlace";

/** An engine that was started here for a stack. Pulumi's lock says host, process id and time, which other containers may share. */
export interface EngineRecord extends ProcessPlace {
  pid: number;
  /** ISO 8601. */
  started: string;
}

const kept = 50;

/** Writes down, on this machine, that an engine was started: what a later run needs to know that a lock's holder is gone. */
export function recordEngine(stack: string, pid: number, folder = recordsFolder()): void {
  const place = thisPlace();
  if (place === undefined) return;
  const record: EngineRecord = { ...place, pid, started: new Date().toISOString() };
  try {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${stack}.jsonl`);
    const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
    if (lines.length >= 2 * kept) writeFileSync(file, `${lines.slice(-kept).join("\n")}\n`);
    appendFileSync(file, `${JSON.stringify(record)}\n`);
  } catch {
    // A home that cannot be written to: a lock that is left there is then named and left to a person.
  }
}

export function engineRecords(stack: string, folder = recordsFolder()): EngineRecord[] {
  try {
    return readFileSync(join(folder, `${stack}.jsonl`), "utf8")
      .trimEnd()
      .split("\n")
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as EngineRecord]; // Written above.
        } catch {
          return [];
        }
      });
  } catch {
    return [];
  }
}

function recordsFolder(): string {
  return join(process.env["PULUMI_HOME"] || join(homedir(), ".pulumi"), "access-analyzer-org", "engines");
}
