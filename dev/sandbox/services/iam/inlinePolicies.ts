import { AwsError, type Operation } from "../../service";
import { holderOf, modifiableHolder, onHolder, type HolderInput, type HolderKind } from "./holder";
import { markedPage, type MarkedRequest } from "./paging";
import { encodedPolicy } from "./shapes";
import { checkName, checkPolicy, limitExceeded } from "./validation";

interface PolicyInput extends HolderInput {
  PolicyName?: string | undefined;
}

/** Put-, Get-, Delete- and List- of a role's or user's own policies. */
export function inlinePolicyOperations(kind: HolderKind) {
  const put: Operation<PolicyInput & { PolicyDocument?: string | undefined }, object> = {
    authorize: (input, call) => onHolder(kind, `Put${kind.title}Policy`, input, call),
    handle(input, call) {
      const holder = modifiableHolder(kind, input, call);
      const name = checkName("policyName", input.PolicyName, 128);
      const document = input.PolicyDocument ?? "";
      checkPolicy(document, "identity");
      const others = [...holder.inlinePolicies].filter(([other]) => other !== name).map(([, text]) => text);
      if ([...others, document].join("").replace(/\s/g, "").length > quotas[kind.word]) {
        throw limitExceeded(`Maximum policy size of ${quotas[kind.word]} bytes exceeded for ${kind.word} ${holder.name}`);
      }
      holder.inlinePolicies.set(name, document);
      return {};
    },
  };

  const get: Operation<PolicyInput, object> = {
    authorize: (input, call) => onHolder(kind, `Get${kind.title}Policy`, input, call),
    handle(input, call) {
      const holder = holderOf(kind, input, call);
      const document = holder.inlinePolicies.get(input.PolicyName ?? "");
      if (document === undefined) throw noSuchPolicy(kind, input);
      return { [kind.nameMember]: holder.name, PolicyName: input.PolicyName, PolicyDocument: encodedPolicy(document) };
    },
  };

  const remove: Operation<PolicyInput, object> = {
    authorize: (input, call) => onHolder(kind, `Delete${kind.title}Policy`, input, call),
    handle(input, call) {
      if (!modifiableHolder(kind, input, call).inlinePolicies.delete(input.PolicyName ?? "")) throw noSuchPolicy(kind, input);
      return {};
    },
  };

  const list: Operation<HolderInput & MarkedRequest, object> = {
    authorize: (input, call) => onHolder(kind, `List${kind.title}Policies`, input, call),
    handle(input, call) {
      const { items, marked } = markedPage([...holderOf(kind, input, call).inlinePolicies.keys()].sort(), input, call);
      return { PolicyNames: items, ...marked };
    },
  };

  return { put, get, remove, list };
}

/**
 * Characters of all inline policies together, white space not counted.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const quotas = { role: 10_240, user: 2048 };

function noSuchPolicy(kind: HolderKind, { PolicyName }: PolicyInput): AwsError {
  return new AwsError("NoSuchEntityException", `The ${kind.word} policy with name ${PolicyName} cannot be found.`);
}
