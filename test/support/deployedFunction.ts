import type { IAMClient } from "@aws-sdk/client-iam";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { zip } from "../../dev/aws-provider/zip";
import { makeLogGroup } from "../../dev/sandbox/services/logs/groups";
import type { RoadFunction } from "../../domain/findings/road";
import { policyDocument, type Grant } from "../../domain/policies/grant";
import type { RoadRole } from "../../domain/policies/findingsRoad/roles";
import { serviceTrust } from "../../domain/policies/trust";
import { bundleFunction, type FunctionFolder } from "../../lambdas/bundle";
import { administrator, home } from "./findingActions";
import type { RoadInSandbox } from "./findingsRoad";

/** Deploys bundles on a road in the sandbox, with its settings as they are at that time, each under a role of its own. */
export function deployer(on: RoadInSandbox) {
  const lambda = new LambdaClient({ endpoint: on.sandbox.url, region: home, credentials: on.credentials });
  const code = (folder: FunctionFolder) =>
    zip([
      ["index.mjs", Buffer.from(bundleFunction(folder))],
      ["settings.json", Buffer.from(JSON.stringify(on.settings))],
    ]);
  return {
    lambda,
    async deploy(folder: FunctionFolder, { name, roleArn, logGroup }: RoadFunction, grants: Grant[], queue?: string): Promise<void> {
      await createRole(on.admin.iam, { name, trust: serviceTrust("lambda.amazonaws.com"), grants });
      makeLogGroup(on.sandbox.world, { account: administrator, region: home }, logGroup);
      const made = { FunctionName: name, Runtime: "nodejs24.x", Handler: "index.handler", Timeout: 60, Role: roleArn } as const;
      await lambda.send(new CreateFunctionCommand({ ...made, Code: { ZipFile: code(folder) } }));
      if (queue === undefined) return;
      const FunctionResponseTypes = ["ReportBatchItemFailures" as const];
      await lambda.send(new CreateEventSourceMappingCommand({ FunctionName: name, EventSourceArn: queue, FunctionResponseTypes }));
    },
    /** With the settings as they are now. */
    async redeploy(folder: FunctionFolder, { name }: RoadFunction): Promise<void> {
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: code(folder) }));
    },
  };
}

/** A role with one policy. */
export async function createRole(iam: IAMClient, { name, trust, grants }: Pick<RoadRole, "name" | "trust" | "grants">): Promise<void> {
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  const PolicyDocument = JSON.stringify(policyDocument(grants));
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "own", PolicyDocument }));
}
