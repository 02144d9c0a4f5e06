import type { ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse } from "@aws-sdk/client-iam";
import type { Operation } from "../../service";
import { holderOf, onHolder, roleKind } from "./holder";

/** There are no instance profiles here; clients ask before they delete a role. */
export const listInstanceProfilesForRole: Operation<ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse> = {
  authorize: (input, call) => onHolder(roleKind, "ListInstanceProfilesForRole", input, call),
  handle(input, call) {
    holderOf(roleKind, input, call);
    return { InstanceProfiles: [], IsTruncated: false };
  },
};
