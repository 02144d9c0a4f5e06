import { AwsError, type Operation } from "../../service";
import { modifiableHolder, onHolder, type HolderInput, type HolderKind } from "./holder";
import { existingPolicy } from "./managedPolicies";

/** Put- and Delete- of the policy that bounds what a role's or user's own policies can allow. */
export function permissionsBoundaryOperations(kind: HolderKind) {
  const put: Operation<HolderInput & { PermissionsBoundary?: string | undefined }, object> = {
    authorize: (input, call) =>
      onHolder(kind, `Put${kind.title}PermissionsBoundary`, input, call, { "iam:PermissionsBoundary": input.PermissionsBoundary ?? "" }),
    handle(input, call) {
      modifiableHolder(kind, input, call).permissionsBoundary = existingPolicy(call.world, input.PermissionsBoundary);
      return {};
    },
  };

  const remove: Operation<HolderInput, object> = {
    authorize: (input, call) => onHolder(kind, `Delete${kind.title}PermissionsBoundary`, input, call),
    handle(input, call) {
      const holder = modifiableHolder(kind, input, call);
      if (holder.permissionsBoundary === undefined) {
        throw new AwsError("NoSuchEntityException", `${kind.title} ${holder.name} does not have a permissions boundary`);
      }
      holder.permissionsBoundary = undefined;
      return {};
    },
  };

  return { put, remove };
}
