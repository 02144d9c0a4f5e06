import type * as sdk from "@aws-sdk/client-iam";
import { iamOf } from "../../iam/entities";
import { awsManagedPolicies, managedPolicyDocument } from "../../iam/managedPolicies";
import { requestTags } from "../../iam/requestTags";
import { uniqueId } from "../../iam/uniqueId";
import type { World } from "../../world/world";
import { AwsError, type Call, type Operations } from "../../service";
import { noSuchEntity } from "./holder";
import { checkName, checkPath, checkPolicy, limitExceeded } from "./validation";

export const policies: Operations<typeof sdk> = {
  CreatePolicy: {
    authorize: (input, call) => ({ resource: arnOf(input, call), context: requestTags(input.Tags) }),
    handle(input, call) {
      const { PolicyName, PolicyDocument, Description } = input;
      checkPolicy(PolicyDocument, "identity");
      if (PolicyDocument.replace(/\s/g, "").length > 6144) throw limitExceeded("Cannot exceed quota for PolicySize: 6144");
      const arn = arnOf(input, call);
      const held = iamOf(call.world, call.caller.account).policies;
      if (held.has(arn)) {
        const message = `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`;
        throw new AwsError("EntityAlreadyExistsException", message);
      }
      held.set(arn, PolicyDocument);
      const made = { PolicyName, PolicyId: uniqueId("policy"), Arn: arn, Path: checkPath(input.Path), Description };
      const CreateDate = call.world.clock.now();
      return { Policy: { ...made, DefaultVersionId: "v1", AttachmentCount: 0, IsAttachable: true, CreateDate, UpdateDate: CreateDate } };
    },
  },
};

/**
 * @returns the ARN.
 *
 * @throws NoSuchEntity; for an AWS managed policy that the sandbox does not hold, a refusal that says so.
 */
export function existingPolicy(world: World, arn: string): string {
  if (managedPolicyDocument(world, arn) !== undefined) return arn;
  if (/^arn:[^:]+:iam::aws:policy\//.test(arn)) {
    const held = [...awsManagedPolicies.keys()].join(", ");
    throw new AwsError("NotImplemented", `The sandbox organization does not hold the AWS managed policy ${arn}. It holds: ${held}.`);
  }
  throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
}

function arnOf({ PolicyName, Path }: { PolicyName: string; Path?: string }, { world, caller }: Call): string {
  return `arn:${world.partition}:iam::${caller.account}:policy${checkPath(Path)}${checkName("policyName", PolicyName, 128)}`;
}
