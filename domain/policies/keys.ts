import type { Configuration } from "../configuration/configuration";
import { roadNames } from "../findings/road";
import { ownerTag, proofAlias } from "../names";
import type { Place } from "./arns";
import { hasRoad } from "./findingsRoad/extent";
import type { Grant } from "./grant";
import { proofKeyKind } from "./proofKey";

/** What KMS is told about the keys of the findings road: symmetric ones, which topics are encrypted with. */
export const roadKeyKind = { spec: "SYMMETRIC_DEFAULT", usage: "ENCRYPT_DECRYPT" } as const;

const anyId = "AWS chooses a key's id, and the home Region may change";

/**
 * What the provision role has in the delegated administrator for our keys. It cannot change who uses one, disable it or delete it: an alias or a
 * tag can be put on any key, so that neither would keep such a permission to ours. A key that is no longer wanted stays, without its alias if it
 * is one of the road's; the account's administrators delete it.
 */
export function provisionKeyGrants(config: Configuration, place: Place): Grant[] {
  const [isProving, isTelling] = [config.proof.enabled, hasRoad(config)];
  const aliases = [...(isProving ? [proofAlias] : []), ...(isTelling ? roadAliases : [])];
  const name: Grant = {
    sid: "Aliases",
    why: "The aliases by which our keys are found.",
    actions: ["kms:CreateAlias", "kms:UpdateAlias"],
    resources: [...aliases.map((alias) => `${kmsOf(place)}:${alias}`), anyKey(place)],
    wildcard: anyId,
  };
  return [
    ...(isProving ? [createKey("CreateProofKey", "The key that signs proofs.", proofKeyKind)] : []),
    ...(isTelling ? [createKey("CreateRoadKeys", "The keys that the findings road's topics are encrypted with.", roadKeyKind)] : []),
    ...(aliases.length > 0 ? [...tagKey(place), name] : []),
    ...(isTelling ? [rotateKeys(place)] : []),
    {
      sid: "DeleteAliases",
      why: "Aliases of the findings road, where it goes or moves: a new key then gets them.",
      actions: ["kms:DeleteAlias"],
      resources: [...roadAliases.map((alias) => `${kmsOf(place)}:${alias}`), anyKey(place)],
      wildcard: anyId,
    },
    ...readKeyGrants(place),
  ];
}

/** What a roll-out and its preview read of our keys, also once more after they were switched off. */
export function readKeyGrants(place: Place): Grant[] {
  return [
    {
      sid: "ReadKeys",
      why: "Our keys, read back by roll-outs and previews; also where one was switched off and is about to leave the stack.",
      actions: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
      resources: [anyKey(place)],
      wildcard: anyId,
    },
    {
      sid: "ListAliases",
      why: "Which key an alias names.",
      actions: ["kms:ListAliases"],
      resources: ["*"],
      wildcard: "the API has no resource-level permission for this action",
    },
  ];
}

/** The audit looks for keys that the findings road has left, also where there is none any more. */
export function auditKeyGrants(): Grant[] {
  return [
    {
      sid: "ListKeys",
      why: "Keys of ours that the findings road has left: AWS bills them, and no role of ours deletes one.",
      actions: ["kms:ListKeys"],
      resources: ["*"],
      wildcard: "the API has no resource-level permission for this action",
    },
  ];
}

const roadAliases = [roadNames.findingsKey, roadNames.alarmsKey];

function createKey(sid: string, why: string, { spec, usage }: { spec: string; usage: string }): Grant {
  return {
    sid,
    why,
    actions: ["kms:CreateKey"],
    resources: ["*"],
    condition: { StringEquals: { "kms:KeySpec": spec, "kms:KeyUsage": usage } },
    wildcard: "the API has no resource-level permission for this action",
  };
}

function tagKey(place: Place): Grant[] {
  const { key, value } = ownerTag;
  return [
    {
      sid: "TagNewKey",
      why: "Tags of a key at its creation, our own among them.",
      actions: ["kms:TagResource"],
      resources: [anyKey(place)],
      condition: { StringEquals: { [`aws:RequestTag/${key}`]: value } },
      wildcard: anyId,
    },
    {
      sid: "TagKeys",
      why: "Keeping the tags of a key that carries ours.",
      actions: ["kms:TagResource", "kms:UntagResource"],
      resources: [anyKey(place)],
      condition: { StringEquals: { [`aws:ResourceTag/${key}`]: value } },
      wildcard: anyId,
    },
  ];
}

function rotateKeys(place: Place): Grant {
  return {
    sid: "RotateRoadKeys",
    why: "New key material once a year, for keys that carry our tag.",
    actions: ["kms:EnableKeyRotation"],
    resources: [anyKey(place)],
    condition: { StringEquals: { [`aws:ResourceTag/${ownerTag.key}`]: ownerTag.value } },
    wildcard: anyId,
  };
}

function anyKey(place: Place): string {
  return `${kmsOf(place)}:key/*`;
}

function kmsOf({ partition, account }: Place): string {
  return `arn:${partition}:kms:*:${account}`;
}
