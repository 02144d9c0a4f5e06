import { randomBytes } from "node:crypto";
import type * as sdk from "@aws-sdk/client-kms";
import type { CreateGrantRequest, GrantListEntry, RetireGrantRequest } from "@aws-sdk/client-kms";
import { page } from "../../paging";
import { AwsError, type Call, type Given, type Operations } from "../../service";
import { keyNamed, keysOf, onKey, usable, type Key } from "./keys";

interface OfKey {
  KeyId: string;
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html */
export const grants: Operations<typeof sdk> = {
  CreateGrant: {
    authorize(input, call) {
      const asked = on(input, call);
      const { GranteePrincipal, Operations: operations } = input;
      const context = { "kms:GrantOperations": operations, "kms:GrantIsForAWSResource": "false" };
      return { ...asked, context: { ...asked.context, ...context, ...(GranteePrincipal && { "kms:GranteePrincipal": GranteePrincipal }) } };
    },
    handle(input, call) {
      const { arn, grants: held } = usable(keyNamed(input.KeyId, call));
      const same = [...held.values()].find(
        ({ Name, GranteePrincipal }) => Name !== undefined && Name === input.Name && GranteePrincipal === input.GranteePrincipal,
      );
      // The same named grant again is the one that is there.
      const grant = same ?? grantOf(input, arn, call);
      held.set(grant.GrantId ?? "", grant);
      return { GrantId: grant.GrantId, GrantToken: tokenOf(grant) };
    },
  },
  ListGrants: {
    authorize: on,
    handle(input, call) {
      const { GrantId, GranteePrincipal, Marker, Limit } = input;
      const found = [...keyNamed(input.KeyId, call).grants.values()].filter(
        (grant) => (GrantId ?? grant.GrantId) === grant.GrantId && (GranteePrincipal ?? grant.GranteePrincipal) === grant.GranteePrincipal,
      );
      const badToken = () => new AwsError("InvalidMarkerException", "The marker is not valid.");
      const { items, nextToken } = page(call, { Marker, MaxItems: Limit }, found, { badToken });
      return { Grants: items, Truncated: nextToken !== undefined, NextMarker: nextToken };
    },
  },
  RevokeGrant: {
    authorize: on,
    handle: (input, call) => end(keyNamed(input.KeyId, call), input.GrantId),
  },
  /** Stricter than AWS, which lets the retiring principal do it without a permission. */
  RetireGrant: {
    authorize: (input, call) => onKey(retired(input, call).key, call),
    handle(input, call) {
      const { key, id } = retired(input, call);
      end(key, id);
    },
  },
};

/** By the key and the grant's id, or by its token alone. */
function retired({ KeyId, GrantId, GrantToken }: RetireGrantRequest, call: Call): { key: Key; id: string } {
  if (KeyId !== undefined && GrantId !== undefined) return { key: keyNamed(KeyId, call), id: GrantId };
  const found = keysOf(call.world)
    .filter(({ region }) => region === call.region)
    .flatMap((key) => [...key.grants.values()].map((grant) => ({ key, grant })))
    .find(({ grant }) => tokenOf(grant) === GrantToken);
  if (!found) throw new AwsError("InvalidGrantTokenException", "The grant token is not valid.");
  return { key: found.key, id: found.grant.GrantId ?? "" };
}

function on(input: OfKey, call: Call) {
  return onKey(keyNamed(input.KeyId, call), call);
}

function grantOf(input: Given<CreateGrantRequest>, arn: string, { world, caller }: Call): GrantListEntry {
  const { GranteePrincipal, RetiringPrincipal, Operations: operations, Constraints, Name } = input;
  if (GranteePrincipal === undefined || !/^arn:[^:]+:(iam|sts)::\d{12}:/.test(GranteePrincipal))
    throw new AwsError("InvalidArnException", `The grantee ${GranteePrincipal ?? ""} is not the ARN of a principal.`);
  const GrantId = randomBytes(32).toString("hex");
  const IssuingAccount = `arn:${world.partition}:iam::${caller.account}:root`;
  return {
    ...{ KeyId: arn, GrantId, Name, GranteePrincipal, RetiringPrincipal, Operations: operations, Constraints, IssuingAccount },
    CreationDate: world.clock.now(),
  };
}

function tokenOf({ GrantId = "" }: GrantListEntry): string {
  return Buffer.from(`grant ${GrantId}`).toString("base64");
}

function end({ arn, grants: held }: Key, id: string): void {
  if (!held.delete(id)) throw new AwsError("NotFoundException", `Grant ID ${id} not found on ${arn}`);
}
