import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { runLeashed } from "../../scripts/pulumi/leashedProcess";
import { sourceFolder } from "./location";
import { binFolder, engineFile } from "../../scripts/pulumi/findEngine";
import { testedVersion } from "../../scripts/pulumi/versions";

const command = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/**
 * Builds the engine with Go from the module versions and checksums of go.mod and go.sum, into `.engine/bin`. Where modules come from and
 * how they are verified is for the user's Go settings to say.
 * @throws if Go fails; what it printed is in the message.
 */
export async function goBuild(go: string): Promise<void> {
  mkdirSync(binFolder, { recursive: true });
  const unfinished = join(binFolder, `${engineFile}.${process.pid}`);
  const built = await runLeashed({
    command: go,
    args: [
      "build",
      "-trimpath",
      "-buildvcs=false",
      "-mod=readonly",
      "-tags=osusergo,grpcnotrace",
      // Without a version the engine refuses plugins and stacks.
      "-ldflags",
      `-w -s -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${testedVersion}`,
      "-o",
      unfinished,
      command,
    ],
    cwd: sourceFolder,
    env: { ...process.env, CGO_ENABLED: "0" },
  });
  if (built.exitCode !== 0) {
    throw new Error(`go build of ${command} v${testedVersion} failed with exit code ${built.exitCode}:\n${built.stderr.trim()}`);
  }
  // Renamed in one step, so that nobody ever starts half an engine.
  renameSync(unfinished, join(binFolder, engineFile));
}
