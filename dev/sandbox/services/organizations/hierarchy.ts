import type {
  DescribeOrganizationalUnitRequest,
  DescribeOrganizationalUnitResponse,
  ListAccountsForParentRequest,
  ListAccountsForParentResponse,
  ListChildrenRequest,
  ListChildrenResponse,
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse,
  ListParentsRequest,
  ListParentsResponse,
} from "@aws-sdk/client-organizations";
import type { World } from "../../world/world";
import { allow, byAdministrators, refused, pageOf, required } from "./access";
import { invalidInput } from "./errors";
import { accountShape, arnOf, organizationalUnitShape } from "./shapes";
import { accountsIn, isParent, organizationalUnitsIn, parentOf } from "./tree";

export const listOrganizationalUnitsForParent = byAdministrators<
  ListOrganizationalUnitsForParentRequest,
  ListOrganizationalUnitsForParentResponse
>({
  authorize: (input, { world }) => allow("ListOrganizationalUnitsForParent", arnOf(world, input.ParentId ?? "")),
  handle(input, call) {
    const { items, nextToken } = pageOf(call, input, organizationalUnitsIn(call.world, existingParent(call.world, input.ParentId)));
    return { OrganizationalUnits: items.map((unit) => organizationalUnitShape(call.world, unit)), NextToken: nextToken };
  },
});

export const listAccountsForParent = byAdministrators<ListAccountsForParentRequest, ListAccountsForParentResponse>({
  authorize: (input, { world }) => allow("ListAccountsForParent", arnOf(world, input.ParentId ?? "")),
  handle(input, call) {
    const { items, nextToken } = pageOf(call, input, accountsIn(call.world, existingParent(call.world, input.ParentId)));
    return { Accounts: items.map((account) => accountShape(call.world, account)), NextToken: nextToken };
  },
});

export const listParents = byAdministrators<ListParentsRequest, ListParentsResponse>({
  authorize: (input, { world }) => allow("ListParents", arnOf(world, input.ChildId ?? "")),
  handle(input, { world }) {
    const parent = parentOf(world, required("ChildId", input.ChildId));
    if (!parent) throw refused("ChildNotFoundException", "You specified a child that doesn't exist.");
    return { Parents: [{ Id: parent, Type: parent === world.organization.rootId ? "ROOT" : "ORGANIZATIONAL_UNIT" }] };
  },
});

export const listChildren = byAdministrators<ListChildrenRequest, ListChildrenResponse>({
  authorize: (input, { world }) => allow("ListChildren", arnOf(world, input.ParentId ?? "")),
  handle(input, call) {
    const parent = existingParent(call.world, input.ParentId);
    const type = required("ChildType", input.ChildType);
    if (type !== "ACCOUNT" && type !== "ORGANIZATIONAL_UNIT")
      throw invalidInput("INVALID_ENUM", `ChildType is ACCOUNT or ORGANIZATIONAL_UNIT, not ${type}.`);
    const ids = (type === "ACCOUNT" ? accountsIn(call.world, parent) : organizationalUnitsIn(call.world, parent)).map(({ id }) => id);
    const { items, nextToken } = pageOf(call, input, ids);
    return { Children: items.map((Id) => ({ Id, Type: type })), NextToken: nextToken };
  },
});

export const describeOrganizationalUnit = byAdministrators<DescribeOrganizationalUnitRequest, DescribeOrganizationalUnitResponse>({
  authorize: (input, { world }) => allow("DescribeOrganizationalUnit", arnOf(world, input.OrganizationalUnitId ?? "")),
  handle(input, { world }) {
    const unit = world.organization.organizationalUnits.get(required("OrganizationalUnitId", input.OrganizationalUnitId));
    if (!unit) throw refused("OrganizationalUnitNotFoundException", "You specified an organizational unit that doesn't exist.");
    return { OrganizationalUnit: organizationalUnitShape(world, unit) };
  },
});

function existingParent(world: World, id: string | undefined): string {
  const parent = required("ParentId", id);
  if (!isParent(world, parent)) throw refused("ParentNotFoundException", "You specified a root or organizational unit that doesn't exist.");
  return parent;
}
