import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeTogether } from "../files/atomicFile";
import type { RawState } from "../pulumi";
import type { FileBackend } from "./fileBackend";
import type { Proof } from "./proven";

/** The proof of a stack's last run; undefined where there is none that this version can read. */
export function readProof(backend: FileBackend, stack: string): Proof | undefined {
  const proof = parsed(bytesOf(proofFile(backend, stack))) as Proof | undefined; // Written below.
  return proof?.version === 1 ? proof : undefined;
}

/** @throws InputError when it cannot be written. */
export function writeProof(backend: FileBackend, stack: string, proof: Proof): void {
  const file = proofFile(backend, stack);
  mkdirSync(dirname(file), { recursive: true });
  writeTogether([[file, JSON.stringify(proof)]]);
}

/** Whatever is done next to the stack is not proven. */
export function forgetProof(backend: FileBackend, stack: string): void {
  rmSync(proofFile(backend, stack), { force: true });
}

/** The state of a stack as the engine has written it; undefined where it is not there, or not in the one form that is known here. */
export function readState({ folder, project }: FileBackend, stack: string): { hash: string; state: RawState } | undefined {
  const file = join(folder, "stacks", project, `${stack}.json`);
  const bytes = bytesOf(file);
  const state = parsed(bytes) as { version?: number; checkpoint?: { latest?: RawState["deployment"] } } | undefined; // The engine's own format.
  const latest = state?.checkpoint?.latest;
  if (bytes === undefined || latest === undefined || state?.version !== 3 || bytesOf(`${file}.gz`) !== undefined) return undefined;
  return { hash: sha256(bytes), state: { deployment: latest } };
}

/** Another engine works on the stack, or one was killed. */
export function isLocked({ folder, project }: FileBackend, stack: string): boolean {
  try {
    return readdirSync(join(folder, "locks", "organization", project, stack)).length > 0;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function proofFile({ folder, project }: FileBackend, stack: string): string {
  return join(folder, "access-analyzer-org", project, `${stack}.proven.json`);
}

function parsed(bytes: Buffer | undefined): unknown {
  try {
    return bytes === undefined ? undefined : JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Undefined for a file that is not there, or that cannot be read: then nothing is proven by it. */
function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
