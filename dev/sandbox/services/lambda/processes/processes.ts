import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RoleSession } from "../../../iam/accessKeys";
import { AwsError } from "../../../service";
import type { StoreKey, World } from "../../../world/world";
import type { Stored } from "../../storing/stored";
import type { Settings } from "../store";
import { environmentOf } from "./environment";
import { FunctionLog } from "./functionLog";
import { FunctionProcess } from "./functionProcess";
import { sessionOf } from "./session";
import { unzip, writeFiles } from "./unzip";

/** A process of a function, with what it was started with. */
export interface Warm {
  function: Stored<Settings>;
  /** Of code and configuration: another one means another process. */
  version: string;
  process: FunctionProcess;
  session: RoleSession;
  log: FunctionLog;
  isBusy: boolean;
  stopLater?: () => void;
}

interface Processes {
  warm: Set<Warm>;
  /** Who waits for a process, by the function's ARN. */
  waiting: { arn: string; wake: () => void }[];
  /** The sandbox closes: nothing is started any more. */
  isClosed: boolean;
}

const key: StoreKey<Processes> = { name: "lambda processes", create: () => ({ warm: new Set(), waiting: [], isClosed: false }) };

/** Where code is unpacked to, once there is some. */
const unpacked: StoreKey<{ folder?: string }> = { name: "lambda unpacked code", isTransient: true, create: () => ({}) };

/** A process for one event: an idle one, a new one, or the next one that becomes idle. @throws AwsError if the role cannot be assumed. */
export async function takeProcess(world: World, each: Stored<Settings>): Promise<Warm> {
  const processes = world.store(key);
  const { warm, waiting } = processes;
  for (;;) {
    if (processes.isClosed) throw new AwsError("ServiceException", "The sandbox closes");
    const own = [...warm].filter(({ function: { arn }, process }) => arn === each.arn && process.isAlive);
    const idle = own.filter(({ isBusy }) => !isBusy);
    const usable = idle.find(({ version, session }) => version === versionOf(each) && isFresh(world, session));
    if (!usable) idle.forEach((one) => stop(world, one));
    const taken = usable ?? (own.length - idle.length < world.settings.functionProcesses ? start(world, each) : undefined);
    if (taken) {
      taken.stopLater?.();
      taken.isBusy = true;
      return taken;
    }
    await new Promise<void>((wake) => waiting.push({ arn: each.arn, wake }));
  }
}

/** The event is handled: the process waits for the next one, for a while. */
export function giveBack(world: World, one: Warm): void {
  const { warm, waiting } = world.store(key);
  one.isBusy = false;
  if (one.process.isAlive) one.stopLater = world.clock.after(world.settings.functionIdleMilliseconds, () => stop(world, one));
  else warm.delete(one);
  const next = waiting.findIndex(({ arn }) => arn === one.function.arn);
  if (next >= 0) waiting.splice(next, 1)[0]?.wake();
}

/** The process that calls with this access key. */
export function processOf(world: World, accessKeyId: string): Warm | undefined {
  return [...world.store(key).warm].find(({ session }) => session.accessKeyId === accessKeyId);
}

/** Ends every process, and removes the code that was unpacked for them. */
export async function stopFunctions(world: World): Promise<void> {
  const processes = world.store(key);
  processes.isClosed = true;
  const { warm, waiting } = processes;
  const { folder } = world.store(unpacked);
  waiting.forEach(({ wake }) => wake());
  const all = [...warm];
  all.forEach((one) => stop(world, one));
  await Promise.all(all.map(({ process }) => process.ended));
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}

function start(world: World, each: Stored<Settings>): Warm {
  const session = sessionOf(world, each);
  const log = new FunctionLog(world, each, session);
  const process = new FunctionProcess(codeFolder(world, each), environmentOf(world, each, session, log), (line) => log.print(line));
  const started: Warm = { function: each, version: versionOf(each), process, session, log, isBusy: true };
  world.store(key).warm.add(started);
  return started;
}

function stop(world: World, one: Warm): void {
  one.stopLater?.();
  one.process.kill();
  world.store(key).warm.delete(one);
}

/** Unpacked once for each code. */
function codeFolder(world: World, { settings: { code } }: Stored<Settings>): string {
  const parent = (world.store(unpacked).folder ??= mkdtempSync(join(tmpdir(), "sandbox-functions-")));
  const folder = join(parent, createHash("sha256").update(code.zip).digest("hex"));
  if (mkdirSync(folder, { recursive: true }) !== undefined) writeFiles(unzip(code.zip), folder);
  return folder;
}

function versionOf({ createdAt, settings: { given, code } }: Stored<Settings>): string {
  return JSON.stringify([createdAt, code.CodeSha256, given]);
}

/** Whether its keys are good for longer than any function may run. */
function isFresh(world: World, { expiresAt }: RoleSession): boolean {
  return expiresAt.getTime() - world.clock.now().getTime() > 900_000;
}
