import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sourceFolder } from "./location";
import { binFolder, engineFile } from "../../scripts/pulumi/findEngine";

const file = join(binFolder, "engine.stamp");

/** Whether the engine that lies in `.engine/bin` was built from today's go.mod, go.sum and flags, for this platform. */
export function isUpToDate(): boolean {
  return existsSync(join(binFolder, engineFile)) && existsSync(file) && readFileSync(file, "utf8") === stamp();
}

/** Notes what the engine in `.engine/bin` was built from. */
export function writeStamp(): void {
  writeFileSync(file, stamp());
}

function stamp(): string {
  const hash = createHash("sha256");
  for (const name of ["go.mod", "go.sum", "goBuild.ts"]) hash.update(readFileSync(join(sourceFolder, name)));
  return `${hash.digest("hex")} ${process.platform}-${process.arch}\n`;
}
