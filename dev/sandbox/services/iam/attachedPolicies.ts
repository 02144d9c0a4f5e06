import { AwsError, type Operation } from "../../service";
import { holderOf, modifiableHolder, onHolder, type HolderInput, type HolderKind } from "./holder";
import { existingPolicy } from "./managedPolicies";
import { markedPage, type MarkedRequest } from "./paging";
import { limitExceeded } from "./validation";

interface AttachmentInput extends HolderInput {
  PolicyArn?: string | undefined;
}

/** Attach-, Detach- and List- of managed policies on a role or user. */
export function attachedPolicyOperations(kind: HolderKind) {
  const attach: Operation<AttachmentInput, object> = {
    authorize: (input, call) => onHolder(kind, `Attach${kind.title}Policy`, input, call, { "iam:PolicyARN": input.PolicyArn ?? "" }),
    handle(input, call) {
      const { attachedPolicies } = modifiableHolder(kind, input, call);
      const arn = existingPolicy(call.world, input.PolicyArn);
      if (attachedPolicies.size >= quota && !attachedPolicies.has(arn)) {
        throw limitExceeded(`Cannot exceed quota for PoliciesPer${kind.title}: ${quota}`);
      }
      attachedPolicies.add(arn);
      return {};
    },
  };

  const detach: Operation<AttachmentInput, object> = {
    authorize: (input, call) => onHolder(kind, `Detach${kind.title}Policy`, input, call, { "iam:PolicyARN": input.PolicyArn ?? "" }),
    handle(input, call) {
      if (!modifiableHolder(kind, input, call).attachedPolicies.delete(input.PolicyArn ?? "")) {
        throw new AwsError("NoSuchEntityException", `Policy ${input.PolicyArn} was not found.`);
      }
      return {};
    },
  };

  const list: Operation<HolderInput & MarkedRequest, object> = {
    authorize: (input, call) => onHolder(kind, `ListAttached${kind.title}Policies`, input, call),
    handle(input, call) {
      const { items, marked } = markedPage([...holderOf(kind, input, call).attachedPolicies], input, call);
      return { AttachedPolicies: items.map((arn) => ({ PolicyArn: arn, PolicyName: arn.slice(arn.lastIndexOf("/") + 1) })), ...marked };
    },
  };

  return { attach, detach, list };
}

/** Managed policies per role or user, unless AWS raised it. */
const quota = 10;
