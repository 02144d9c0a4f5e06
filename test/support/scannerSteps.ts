import * as lambdaSdk from "@aws-sdk/client-lambda";
import { CreateDBClusterSnapshotCommand, CreateDBSnapshotCommand, RDSClient } from "@aws-sdk/client-rds";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { zip } from "../../dev/aws-provider/zip";
import { findRole } from "../../dev/sandbox/iam/roles";
import { allowing, home, keysIn, member, stranger } from "./findingActions";
import type { RoadInSandbox } from "./findingsRoad";
import { arn, stepsIn, type Step } from "./policyWalk";
import { s3Control } from "./s3Control";

/** A step after each of whose calls there is a scan. */
export type ScannerStep = Required<Omit<Step, "told">>;

/** What somebody is told of on the road, and what the scanner follows beside it. */
export async function scannerSteps(on: RoadInSandbox): Promise<ScannerStep[]> {
  const road = (await stepsIn(on)).filter(({ told }) => told !== undefined);
  return [...road, ...(await more(on))].map(({ resource, open, close, calls }) => {
    if (close === undefined || calls === undefined) throw new Error(`Nothing says how what is done to ${resource} is taken back`);
    return { resource, open, close, calls };
  });
}

async function more({ sandbox }: RoadInSandbox): Promise<ScannerStep[]> {
  const options = { endpoint: sandbox.url, region: home, credentials: keysIn(sandbox, member), forcePathStyle: true };
  const lambda = new lambdaSdk.LambdaClient(options);
  const ZipFile = zip([["index.mjs", Buffer.from("export const handler = () => {};")]]);
  const ofUrl = { FunctionName: "walk-url" };
  const made = { ...ofUrl, Runtime: "nodejs24.x", Handler: "index.handler", Code: { ZipFile } } as const;
  await lambda.send(new lambdaSdk.CreateFunctionCommand({ ...made, Role: findRole(sandbox.world, member, "walk-function")?.arn }));
  await lambda.send(new lambdaSdk.CreateFunctionUrlConfigCommand({ ...ofUrl, AuthType: "AWS_IAM" }));
  const viaUrl = { StatementId: "url", Action: "lambda:InvokeFunctionUrl", Principal: "*", FunctionUrlAuthType: "NONE" } as const;
  await lambda.send(new lambdaSdk.AddPermissionCommand({ ...ofUrl, ...viaUrl }));
  await lambda.send(new lambdaSdk.PublishLayerVersionCommand({ LayerName: "walk", Content: { ZipFile } }));
  const rds = new RDSClient(options);
  await rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier: "walk", DBInstanceIdentifier: "walk" }));
  await rds.send(new CreateDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: "walk", DBClusterIdentifier: "walk" }));
  const LocationConstraint = home;
  await new S3Client(options).send(new CreateBucketCommand({ Bucket: "walk-behind", CreateBucketConfiguration: { LocationConstraint } }));
  const point = "<CreateAccessPointRequest><Bucket>walk-behind</Bucket></CreateAccessPointRequest>";
  await s3Control(options, member).call("PUT", "/accesspoint/walk", point);

  const functionUrl = (type: string) => ["lambda", "update-function-url-config", "--function-name", "walk-url", "--auth-type", type];
  const layer = ["--layer-name", "walk", "--version-number", "1", "--statement-id", "open"];
  const ofPoint = ["--account-id", member, "--name", "walk"];
  const objects = `${arn("s3", "accesspoint/walk")}/object/*`;
  const shared = (command: string, name: string, change: string) => [
    ...["rds", command, name, "walk", "--attribute-name", "restore", `--values-to-${change}`],
  ];
  const snapshot = ["modify-db-snapshot-attribute", "--db-snapshot-identifier"] as const;
  const clusterSnapshot = ["modify-db-cluster-snapshot-attribute", "--db-cluster-snapshot-identifier"] as const;
  return [
    {
      resource: arn("lambda", "function:walk-url"),
      open: functionUrl("NONE"),
      close: () => functionUrl("AWS_IAM"),
      calls: ["UpdateFunctionUrlConfig", "UpdateFunctionUrlConfig"],
    },
    {
      resource: arn("lambda", "layer:walk:1"),
      open: ["lambda", "add-layer-version-permission", ...layer, "--action", "lambda:GetLayerVersion", "--principal", "*"],
      close: () => ["lambda", "remove-layer-version-permission", ...layer],
      calls: ["AddLayerVersionPermission", "RemoveLayerVersionPermission"],
    },
    {
      resource: "arn:aws:s3:::walk-behind",
      open: ["s3control", "put-access-point-policy", ...ofPoint, "--policy", allowing({ AWS: stranger }, "s3:GetObject", objects)],
      close: () => ["s3control", "delete-access-point-policy", ...ofPoint],
      calls: ["PutAccessPointPolicy", "DeleteAccessPointPolicy"],
    },
    {
      resource: arn("rds", "snapshot:walk"),
      open: [...shared(...snapshot, "add"), "all"],
      close: () => [...shared(...snapshot, "remove"), "all"],
      calls: ["ModifyDBSnapshotAttribute", "ModifyDBSnapshotAttribute"],
    },
    {
      resource: arn("rds", "cluster-snapshot:walk"),
      open: [...shared(...clusterSnapshot, "add"), stranger],
      close: () => [...shared(...clusterSnapshot, "remove"), stranger],
      calls: ["ModifyDBClusterSnapshotAttribute", "ModifyDBClusterSnapshotAttribute"],
    },
    {
      resource: `arn:aws:iam::${member}:role/teams/walk-by-path`,
      open: [
        ...["iam", "create-role", "--role-name", "walk-by-path", "--path", "/teams/"],
        ...["--assume-role-policy-document", allowing({ AWS: stranger }, "sts:AssumeRole")],
      ],
      close: () => [
        ...["iam", "update-assume-role-policy", "--role-name", "walk-by-path"],
        ...["--policy-document", allowing({ AWS: member }, "sts:AssumeRole")],
      ],
      calls: ["CreateRole", "UpdateAssumeRolePolicy"],
    },
  ];
}
