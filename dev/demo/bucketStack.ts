import { cpSync } from "node:fs";
import { join } from "node:path";
import { initStack, judged, ownPackFolder, preview, runPulumi, type PulumiProject } from "../../scripts/pulumi";
import type { FoundEngine } from "../engine";
import { administratorOf, type Administrator } from "./callers";
import { rootFolder, type DemoProject } from "./project";

/** Another team's stack in one of the organization's accounts: examples/bucket, looked at as a pull request would. */
export interface BucketStack {
  /** @returns whether the policy pack lets it pass, and what it says, a line each. */
  preview(hasAnalyzer: boolean): Promise<{ passes: boolean; said: string[] }>;
}

export async function bucketStack(
  engine: FoundEngine,
  account: string,
  admin: Administrator,
  { folder, env }: DemoProject,
): Promise<BucketStack> {
  const program = join(folder, "bucket");
  cpSync(join(rootFolder, "examples", "bucket"), program, { recursive: true });
  const { accessKeyId, secretAccessKey, sessionToken } = await administratorOf(account, admin, admin);
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
  const project: PulumiProject = { folder: program, engine, env: { ...process.env, ...env, ...keys } };
  await initStack(project, "dev");
  return {
    async preview(hasAnalyzer) {
      const values = [`account=${account}`, `analyzer=${hasAnalyzer}`].flatMap((value) => ["--plaintext", value]);
      const args = ["config", "set-all", "--stack", "dev", ...values];
      await runPulumi({ args, cwd: program, engine, env: project.env ?? {} });
      const result = await preview(project, "dev", { policyPack: { folder: ownPackFolder() } });
      if (!result.succeeded && result.violations.length === 0) throw new Error(`The preview failed: ${result.stderr}`);
      return { passes: result.succeeded, said: (judged(result).violations ?? []).map(({ policy, message }) => `${policy}: ${message}`) };
    },
  };
}
