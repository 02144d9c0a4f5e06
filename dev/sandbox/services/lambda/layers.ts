import type * as sdk from "@aws-sdk/client-lambda";
import { AwsError, type Call, type Operations } from "../../service";
import { Storing, type Reference, type Stored } from "../storing/stored";
import { codeOf, revision } from "./functions";
import { invalid } from "./store";
import { policyOf, principalOf, statementsOf } from "./permissions";

interface OfVersion {
  LayerName: string;
  VersionNumber: number;
}

/** A version of a layer bears a policy of its own. By name and version: `tools:3`. */
export const layerVersions = new Storing<{ code: ReturnType<typeof codeOf> }, OfVersion>({
  title: "lambda layer version",
  arn: (name, { partition, account, region }) => `arn:${partition}:lambda:${region}:${account}:layer:${name}`,
  named({ LayerName, VersionNumber }) {
    const { name, ...place } = layerOf(LayerName);
    return { ...place, name: `${name}:${VersionNumber}` };
  },
  missing: () => new AwsError("ResourceNotFoundException", "The resource you requested does not exist."),
  invalidTags: "InvalidParameterValueException",
});

const publishes = layerVersions.creates<OfVersion & { Content: { ZipFile?: Uint8Array } }, { Version: number } & Record<string, unknown>>({
  settings: ({ Content }) => ({ code: codeOf(Content) }),
  taken({ name }) {
    throw new Error(`The next version ${name} is taken`);
  },
  answer: ({ arn, name, createdAt }) => ({
    ...{ LayerArn: arn.slice(0, arn.lastIndexOf(":")), LayerVersionArn: arn, Version: Number(name.split(":")[1]) },
    CreatedDate: createdAt.toISOString(),
  }),
});

export const layers: Operations<typeof sdk> = {
  PublishLayerVersion: {
    authorize: ({ LayerName }, { world, caller, region }) => ({
      resource: `arn:${world.partition}:lambda:${region}:${caller.account}:layer:${LayerName}`,
    }),
    handle: (input, call) => publishes.handle({ ...input, VersionNumber: nextVersion(input.LayerName, call) }, call),
  },
  DeleteLayerVersion: layerVersions.removes(),
  AddLayerVersionPermission: layerVersions.on((each, { StatementId, Action, Principal, OrganizationId }, { world }) => {
    const statements = statementsOf(each);
    if (statements.some(({ Sid }) => Sid === StatementId))
      throw new AwsError("ResourceConflictException", `The statement id (${StatementId}) provided already exists.`);
    if (OrganizationId !== undefined && Principal !== "*") throw invalid("An organization is named with principal * only.");
    const statement = {
      ...{ Sid: StatementId, Effect: "Allow" as const, Principal: principalOf(Principal, world.partition), Action, Resource: each.arn },
      ...(OrganizationId === undefined ? {} : { Condition: { StringEquals: { "aws:PrincipalOrgID": OrganizationId } } }),
    };
    each.policy = policyOf([...statements, statement]);
    return { Statement: JSON.stringify(statement), RevisionId: revision(each) };
  }),
  GetLayerVersionPolicy: layerVersions.on((each) => {
    if (each.policy === undefined) throw new AwsError("ResourceNotFoundException", "No policy is associated with the given resource.");
    return { Policy: each.policy, RevisionId: revision(each) };
  }),
  RemoveLayerVersionPermission: layerVersions.on((each, { StatementId }) => {
    const left = statementsOf(each).filter(({ Sid }) => Sid !== StatementId);
    if (left.length === statementsOf(each).length)
      throw new AwsError("ResourceNotFoundException", `Statement ${StatementId} is not found in resource policy.`);
    each.policy = left.length === 0 ? undefined : policyOf(left);
  }),
};

function layerOf(text: string): Reference {
  const [prefix, , , region, account, , name] = text.split(":");
  return prefix === "arn" && name !== undefined ? { name, account, region } : { name: text };
}

function nextVersion(layer: string, call: Call): number {
  const versions = layerVersions.all(call).filter(({ name }: Stored<unknown>) => name.startsWith(`${layer}:`));
  return Math.max(0, ...versions.map(({ name }) => Number(name.split(":")[1]))) + 1;
}
