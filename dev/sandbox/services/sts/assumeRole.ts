import type { AssumeRoleRequest } from "@aws-sdk/client-sts";
import type * as sdk from "@aws-sdk/client-sts";
import { accessKeyOf, createSession, type RoleSession } from "../../iam/accessKeys";
import type { Caller } from "../../iam/caller";
import type { Role } from "../../iam/entities";
import { managedPolicyDocument } from "../../iam/managedPolicies";
import { parsePolicy, PolicySyntaxError } from "../../iam/policy/document";
import { requestTags } from "../../iam/requestTags";
import { findRole } from "../../iam/roles";
import type { World } from "../../world/world";
import { AwsError, type Call, type Given, type Operations } from "../../service";

type Input = Given<AssumeRoleRequest>;

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const assumeRole: Operations<typeof sdk>["AssumeRole"] = {
  authorize(input, call) {
    validate(input);
    const { role, account } = assumableRole(input, call);
    const { sourceIdentity, tags, transitiveTags } = handedOn(input, call);
    const context = {
      ...requestTags(input.Tags),
      ...(transitiveTags.size === 0 ? {} : { "sts:TransitiveTagKeys": [...transitiveTags] }),
      ...(sourceIdentity === undefined ? {} : { "sts:SourceIdentity": sourceIdentity }),
      "sts:RoleSessionName": input.RoleSessionName,
      ...(input.ExternalId === undefined ? {} : { "sts:ExternalId": input.ExternalId }),
    };
    const asked = { resource: role.arn, context, trustPolicy: { document: role.trustPolicy, account } };
    return [
      asked,
      ...(sourceIdentity === undefined ? [] : [{ action: "sts:SetSourceIdentity", ...asked }]),
      ...(tags.size === 0 ? [] : [{ action: "sts:TagSession", ...asked }]),
    ];
  },

  handle(input, call) {
    const { role, account } = assumableRole(input, call);
    const inherited = handedOn(input, call);
    const session = createSession(call.world, {
      account,
      roleName: role.name,
      sessionName: input.RoleSessionName,
      seconds: sessionSeconds(input, role, call),
      policies: sessionPolicies(input, call.world),
      ...inherited,
    });
    return {
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey,
        SessionToken: session.sessionToken,
        Expiration: session.expiresAt,
      },
      AssumedRoleUser: {
        AssumedRoleId: `${role.id}:${session.sessionName}`,
        Arn: `arn:${call.world.partition}:sts::${account}:assumed-role/${role.name}/${session.sessionName}`,
      },
      SourceIdentity: inherited.sourceIdentity,
      PackedPolicySize: input.Policy === undefined ? undefined : Math.min(100, Math.ceil((input.Policy.length / 2048) * 100)),
    };
  },
};

/** AWS does not tell a caller from outside whether a role exists: one that does not is answered like one that does not trust the caller. */
function assumableRole({ RoleArn: arn }: Input, { world, caller }: Call): { role: Role; account: string } {
  const [, partition, account = "", path = "", name = ""] = /^arn:([^:]+):iam::(\d{12}):role(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
  if (partition === undefined) throw invalid(`${arn} is invalid`);
  const role = partition === world.partition ? findRole(world, account, name) : undefined;
  if (!role || role.path !== path || world.accounts.get(account)?.state !== "ACTIVE") throw refused(caller, arn);
  return { role, account };
}

function refused(caller: Caller, arn: string): AwsError {
  return new AwsError("AccessDenied", `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`);
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}

function validate(input: Input): void {
  for (const member of ["SerialNumber", "TokenCode", "ProvidedContexts"] as const) {
    if (input[member] !== undefined)
      throw new AwsError("NotImplemented", `The sandbox organization does not implement ${member} of sts:AssumeRole`);
  }
  const { RoleSessionName: name, DurationSeconds, SourceIdentity, Tags, TransitiveTagKeys } = input;
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    const rule = "Member must satisfy regular expression pattern: [\\w+=,.@-]*, and have length between 2 and 64";
    throw invalid(`1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: ${rule}`);
  }
  if (SourceIdentity !== undefined && !/^[\w+=,.@-]{2,64}$/.test(SourceIdentity)) {
    const rule = "Member must satisfy regular expression pattern: [\\w+=,.@-]*, and have length between 2 and 64";
    throw invalid(`1 validation error detected: Value '${SourceIdentity}' at 'sourceIdentity' failed to satisfy constraint: ${rule}`);
  }
  const given = (Tags ?? []).map(({ Key }) => Key);
  const lacking = TransitiveTagKeys?.find((key) => !given.includes(key));
  if (lacking !== undefined) throw invalid(`The transitive tag key ${lacking} is not among the tags that are passed.`);
  if (DurationSeconds !== undefined && (DurationSeconds < 900 || DurationSeconds > 43_200)) {
    const bound = DurationSeconds < 900 ? "greater than or equal to 900" : "less than or equal to 43200";
    const rule = `failed to satisfy constraint: Member must have value ${bound}`;
    throw invalid(`1 validation error detected: Value '${DurationSeconds}' at 'durationSeconds' ${rule}`);
  }
}

/** What a session gets beside the role: what is asked for, and what the caller's own session hands on. */
function handedOn(
  { SourceIdentity, Tags = [], TransitiveTagKeys = [] }: Input,
  { world, caller }: Call,
): Pick<RoleSession, "tags" | "transitiveTags" | "sourceIdentity"> {
  const key = accessKeyOf(world, caller);
  const own = key?.kind === "role" ? key : undefined;
  const inherited = [...(own?.tags ?? [])].filter(([tag]) => own?.transitiveTags.has(tag));
  const twice = inherited.find(([tag]) => Tags.some(({ Key }) => Key === tag));
  if (twice !== undefined) throw new AwsError("InvalidParameterValue", `The tag ${twice[0]} is inherited and cannot be passed again.`);
  const sourceIdentity = own?.sourceIdentity ?? SourceIdentity;
  if (SourceIdentity !== undefined && SourceIdentity !== sourceIdentity)
    throw new AwsError("AccessDenied", `User: ${caller.arn} cannot change the source identity ${sourceIdentity} of its session`);
  return {
    tags: new Map([...inherited, ...Tags.map(({ Key, Value }): [string, string] => [Key, Value])]),
    transitiveTags: new Set([...inherited.map(([tag]) => tag), ...TransitiveTagKeys]),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
}

function sessionSeconds({ DurationSeconds }: Input, role: Role, { caller }: Call): number {
  if (DurationSeconds === undefined) return 3600;
  if (DurationSeconds > role.maxSessionDuration)
    throw invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  if (caller.kind === "role" && DurationSeconds > 3600)
    throw invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
  return DurationSeconds;
}

function sessionPolicies({ Policy, PolicyArns }: Input, world: World): string[] {
  const managed = (PolicyArns ?? []).map(({ arn }) => {
    const document = managedPolicyDocument(world, arn ?? "");
    if (document === undefined) throw new AwsError("InvalidParameterValue", `The managed policy ${arn} does not exist`);
    return document;
  });
  return [...(Policy === undefined ? [] : [checkedPolicy(Policy)]), ...managed];
}

function checkedPolicy(document: string): string {
  try {
    parsePolicy(document, "identity");
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw new AwsError("MalformedPolicyDocumentException", error.message);
    throw error;
  }
  return document;
}
