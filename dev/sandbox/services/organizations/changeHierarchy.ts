import { randomBytes } from "node:crypto";
import type { CreateOrganizationalUnitRequest, CreateOrganizationalUnitResponse, MoveAccountRequest } from "@aws-sdk/client-organizations";
import { allow, byManagement, refused, requestTags, required } from "./access";
import { accountNotFound } from "./errors";
import { accountPlaced } from "./followers";
import { attachFullAwsAccess } from "./policies";
import { arnOf, organizationalUnitShape, organizationsArn } from "./shapes";
import { setTags } from "./tags";
import { isParent, organizationalUnitsIn } from "./tree";

export const createOrganizationalUnit = byManagement<CreateOrganizationalUnitRequest, CreateOrganizationalUnitResponse>({
  authorize: (input, { world }) => allow("CreateOrganizationalUnit", arnOf(world, input.ParentId ?? ""), requestTags(input.Tags)),
  handle(input, { world }) {
    const parentId = required("ParentId", input.ParentId);
    const name = required("Name", input.Name);
    if (!isParent(world, parentId))
      throw refused("ParentNotFoundException", "You specified a root or organizational unit that doesn't exist.");
    if (organizationalUnitsIn(world, parentId).some((unit) => unit.name === name)) {
      throw refused("DuplicateOrganizationalUnitException", "An OU with the same name already exists under this parent.");
    }
    const unit = { id: `ou-${world.organization.rootId.slice(2)}-${randomBytes(4).toString("hex")}`, name, parentId };
    world.organization.organizationalUnits.set(unit.id, unit);
    setTags(world, unit.id, input.Tags);
    attachFullAwsAccess(world, unit.id);
    return { OrganizationalUnit: organizationalUnitShape(world, unit) };
  },
});

export const moveAccount = byManagement<MoveAccountRequest, Record<string, never>>({
  authorize(input, { world }) {
    const resources = [
      organizationsArn(world, "account", input.AccountId ?? ""),
      arnOf(world, input.SourceParentId ?? ""),
      arnOf(world, input.DestinationParentId ?? ""),
    ];
    return resources.flatMap((resource) => allow("MoveAccount", resource));
  },
  handle(input, { world }) {
    const account = world.accounts.get(required("AccountId", input.AccountId));
    const source = required("SourceParentId", input.SourceParentId);
    const destination = required("DestinationParentId", input.DestinationParentId);
    if (!account) throw accountNotFound();
    if (!isParent(world, destination))
      throw refused("DestinationParentNotFoundException", "We can't find the destination container (a root or OU).");
    if (account.parentId !== source)
      throw refused("SourceParentNotFoundException", "We can't find a source root or OU with the ParentId that you specified.");
    if (source === destination) throw refused("DuplicateAccountException", "That account is already present in the specified destination.");
    account.parentId = destination;
    accountPlaced(world, account.id);
    return {};
  },
});
