import { randomBytes } from "node:crypto";
import { requestTags } from "../../iam/requestTags";
import { followAccount } from "../cloudformation/automaticDeployment";
import { byManagement, on, refused } from "./access";
import { accountNotFound } from "./errors";
import { attachFullAwsAccess } from "./policies";
import { organizationalUnitShape } from "./shapes";
import { setTags } from "./tags";
import { isParent, organizationalUnitsIn } from "./tree";

export const hierarchyChanges = byManagement({
  CreateOrganizationalUnit: {
    authorize: (input, { world }) => on(world, input.ParentId, requestTags(input.Tags)),
    handle({ ParentId: parentId, Name: name, Tags }, { world }) {
      if (!isParent(world, parentId))
        throw refused("ParentNotFoundException", "You specified a root or organizational unit that doesn't exist.");
      if (organizationalUnitsIn(world, parentId).some((unit) => unit.name === name))
        throw refused("DuplicateOrganizationalUnitException", "An OU with the same name already exists under this parent.");
      const unit = { id: `ou-${world.organization.rootId.slice(2)}-${randomBytes(4).toString("hex")}`, name, parentId };
      world.organization.organizationalUnits.set(unit.id, unit);
      setTags(world, unit.id, Tags);
      attachFullAwsAccess(world, unit.id);
      return { OrganizationalUnit: organizationalUnitShape(world, unit) };
    },
  },
  MoveAccount: {
    authorize: (input, { world }) => [input.AccountId, input.SourceParentId, input.DestinationParentId].map((id) => on(world, id)),
    handle({ AccountId, SourceParentId: source, DestinationParentId: destination }, { world }) {
      const account = world.accounts.get(AccountId);
      if (!account) throw accountNotFound();
      if (!isParent(world, destination))
        throw refused("DestinationParentNotFoundException", "We can't find the destination container (a root or OU).");
      if (account.parentId !== source)
        throw refused("SourceParentNotFoundException", "We can't find a source root or OU with the ParentId that you specified.");
      if (source === destination)
        throw refused("DuplicateAccountException", "That account is already present in the specified destination.");
      account.parentId = destination;
      followAccount(world, account.id);
    },
  },
});
