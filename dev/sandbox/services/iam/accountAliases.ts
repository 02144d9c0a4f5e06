import type { ListAccountAliasesRequest, ListAccountAliasesResponse } from "@aws-sdk/client-iam";
import type { Operation } from "../../service";

/** No account has an alias here; many tools ask for it to name the account in their reports. */
export const listAccountAliases: Operation<ListAccountAliasesRequest, ListAccountAliasesResponse> = {
  authorize: () => [{ action: "iam:ListAccountAliases", resource: "*" }],
  handle: () => ({ AccountAliases: [], IsTruncated: false }),
};
