import type { ResourceType } from "../resourceType";
import { analyzer } from "./analyzer";
import { archiveRule } from "./archiveRule";
import { awsServiceAccess } from "./awsServiceAccess";
import { delegatedAdministrator } from "./delegatedAdministrator";
import { kmsAlias } from "./kmsAlias";
import { kmsKey } from "./kmsKey";
import { organizationsPolicy } from "./organizationsPolicy";
import { organizationsPolicyAttachment } from "./organizationsPolicyAttachment";
import { role } from "./role";
import { rolePolicy } from "./rolePolicy";
import { rolePolicyAttachment } from "./rolePolicyAttachment";
import { stackSet } from "./stackSet";
import { stackSetInstance } from "./stackSetInstance";

const all = [
  ...[analyzer, archiveRule],
  ...[awsServiceAccess, delegatedAdministrator, organizationsPolicy, organizationsPolicyAttachment],
  ...[kmsAlias, kmsKey],
  ...[role, rolePolicy, rolePolicyAttachment],
  ...[stackSet, stackSetInstance],
];

/** Every resource type that is implemented, by its token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(all.map((type) => [type.token, type]));
