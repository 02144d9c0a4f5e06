import { binFolder, engineFile, findInstalled, noteVersion, onPath, type FoundEngine } from "../../scripts/pulumi/findEngine";
import { goBuild } from "./goBuild";
import { placeLanguageHost } from "./languageHost";
import { isUpToDate, writeStamp } from "./stamp";
import { testedVersion } from "../../scripts/pulumi/versions";
import { join } from "node:path";

/** There is no engine and none can be had; the message says what to do. */
export class EngineUnavailable extends Error {
  override readonly name = "EngineUnavailable";
}

export interface EnsureEngineOptions {
  /** Gets one sentence at a time, before each step that takes time. */
  log?: (line: string) => void;
  /** Build here even where a `pulumi` is on PATH. */
  build?: boolean;
  env?: NodeJS.ProcessEnv;
}

/**
 * The engine to use: the one on PATH, or else the one in `.engine/bin`, which is built first where it is missing or out of date.
 * @throws {EngineUnavailable} if neither `pulumi` nor Go is there, or `pulumi` is too old.
 */
export async function ensureEngine({
  log = () => undefined,
  build = false,
  env = process.env,
}: EnsureEngineOptions = {}): Promise<FoundEngine> {
  const installed = await findInstalled(env);
  if (installed.kind !== "none" && !build) {
    log(`Using pulumi ${installed.version} on PATH: ${installed.pulumi}`);
    return installed;
  }
  const found: FoundEngine = { kind: "built", pulumi: join(binFolder, engineFile), path: binFolder, version: testedVersion };
  if (!isUpToDate()) {
    const isTooOld = onPath(engineFile, env) !== undefined;
    if (isTooOld && !build && installed.kind === "none") throw new EngineUnavailable(installed.why);
    const go = onPath(process.platform === "win32" ? "go.exe" : "go", env);
    if (!go) {
      throw new EngineUnavailable(
        "Neither pulumi nor go is on PATH: install Pulumi's CLI " +
          `${testedVersion} or later, or install Go 1.25.8 or later and run \`npm run engine\` again to build the CLI from source.`,
      );
    }
    log(
      `Building pulumi ${testedVersion} with ${go} into .engine/bin. The first time this takes about 95 seconds on two cores and downloads ` +
        "1.6 GB of Go modules (kept in Go's own cache); afterwards it takes seconds.",
    );
    await goBuild(go);
    writeStamp();
    log("Built.");
  }
  noteVersion(found.pulumi, found.version);
  await placeLanguageHost();
  log(`Using pulumi ${found.version} built from source: ${found.pulumi}`);
  return found;
}
