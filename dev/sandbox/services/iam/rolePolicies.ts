import type * as sdk from "@aws-sdk/client-iam";
import type { Operations } from "../../service";
import { markedPage, modifiableRole, noSuchEntity, onRole, roleOf } from "./holder";
import { existingPolicy } from "./managedPolicies";
import { encodedPolicy } from "./shapes";
import { checkAttachment, checkName, checkPolicy, limitExceeded } from "./validation";

/** A role's own policies, and the managed ones that are attached to it. */
export const rolePolicies: Operations<typeof sdk> = {
  PutRolePolicy: {
    authorize: onRole,
    handle(input, call) {
      const role = modifiableRole(input, call);
      const name = checkName("policyName", input.PolicyName, 128);
      const document = input.PolicyDocument;
      checkPolicy(document, "identity");
      const others = [...role.inlinePolicies].filter(([other]) => other !== name).map(([, text]) => text);
      if ([...others, document].join("").replace(/\s/g, "").length > quota)
        throw limitExceeded(`Maximum policy size of ${quota} bytes exceeded for role ${role.name}`);
      role.inlinePolicies.set(name, document);
    },
  },
  GetRolePolicy: {
    authorize: onRole,
    handle(input, call) {
      const document = roleOf(input, call).inlinePolicies.get(input.PolicyName);
      if (document === undefined) throw noSuchPolicy(input);
      return { RoleName: input.RoleName, PolicyName: input.PolicyName, PolicyDocument: encodedPolicy(document) };
    },
  },
  DeleteRolePolicy: {
    authorize: onRole,
    handle(input, call) {
      if (!modifiableRole(input, call).inlinePolicies.delete(input.PolicyName)) throw noSuchPolicy(input);
    },
  },
  ListRolePolicies: {
    authorize: onRole,
    handle(input, call) {
      const { items, marked } = markedPage([...roleOf(input, call).inlinePolicies.keys()].sort(), input, call);
      return { PolicyNames: items, ...marked };
    },
  },
  AttachRolePolicy: {
    authorize: (input, call) => onRole(input, call, { "iam:PolicyARN": input.PolicyArn }),
    handle(input, call) {
      const { attachedPolicies } = modifiableRole(input, call);
      attachedPolicies.add(checkAttachment("Role", attachedPolicies, existingPolicy(call.world, input.PolicyArn)));
    },
  },
  DetachRolePolicy: {
    authorize: (input, call) => onRole(input, call, { "iam:PolicyARN": input.PolicyArn }),
    handle(input, call) {
      if (!modifiableRole(input, call).attachedPolicies.delete(input.PolicyArn))
        throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
    },
  },
  ListAttachedRolePolicies: {
    authorize: onRole,
    handle(input, call) {
      const { items, marked } = markedPage([...roleOf(input, call).attachedPolicies], input, call);
      return { AttachedPolicies: items.map((arn) => ({ PolicyArn: arn, PolicyName: arn.slice(arn.lastIndexOf("/") + 1) })), ...marked };
    },
  },
};

/**
 * Characters of all inline policies together, white space not counted.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const quota = 10_240;

function noSuchPolicy({ PolicyName }: { PolicyName: string }) {
  return noSuchEntity(`The role policy with name ${PolicyName} cannot be found.`);
}
