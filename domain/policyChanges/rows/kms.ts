import { fieldsOf, textOf, type CallSeen } from "../callSeen";
import type { Named, PolicyRow } from "../row";
import { arnHere, byAnswer } from "./named";

/**
 * No call here takes an alias, so that no lookup is needed.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
 */
export const key: PolicyRow = {
  ...{ type: "AWS::KMS::Key", eventSource: "kms.amazonaws.com", source: "aws.kms", scannedIn: "event" },
  changes: [
    {
      names: { PutKeyPolicy: "confirmed" },
      ...{ match: "exact", named: "`resources`, or `keyId`: an id or an ARN", shape: "confirmed", read: keyOf },
    },
    {
      names: { CreateGrant: "confirmed", RetireGrant: "confirmed", RevokeGrant: "unconfirmed" },
      ...{ match: "exact", isGrant: true, shape: "confirmed", read: keyOf },
      named: "`resources`, or `keyId` of the answer or of the parameters, which RetireGrant may not have",
    },
    {
      names: { CreateKey: "confirmed" },
      ...{ match: "exact", named: "`keyMetadata.arn` of the answer", shape: "confirmed" },
      read: ({ answer }) => byAnswer(fieldsOf(answer.keyMetadata), "keyMetadata.arn", "arn"),
    },
    {
      names: { ReplicateKey: "confirmed" },
      ...{ match: "exact", named: "`replicaKeyMetadata.arn` of the answer, which is in the replica's Region", shape: "confirmed" },
      read: ({ answer }) => byAnswer(fieldsOf(answer.replicaKeyMetadata), "replicaKeyMetadata.arn", "arn"),
    },
  ],
};

function keyOf(call: CallSeen): Named {
  const seen = call.resources.map(({ arn }) => arn).find((arn) => isKey.test(arn));
  const given = seen ?? textOf(call.answer, "keyId") ?? textOf(call.parameters, "keyId");
  if (given === undefined) return { missing: "key in resources, responseElements.keyId or requestParameters.keyId" };
  return { arn: given.startsWith("arn:") ? given : arnHere(call, "kms", `key/${given}`) };
}

const isKey = /^arn:[^:]+:kms:[^:]+:\d{12}:key\//;
