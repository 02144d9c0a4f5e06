import type { ResourceType } from "../resourceType";
import { analyzer } from "./analyzer";
import { archiveRule } from "./archiveRule";
import { awsServiceAccess } from "./awsServiceAccess";
import { bucket } from "./bucket";
import { bucketAcl } from "./bucketAcl";
import { bucketOwnershipControls } from "./bucketOwnershipControls";
import { bucketPolicy } from "./bucketPolicy";
import { bucketPublicAccessBlock } from "./bucketPublicAccessBlock";
import { delegatedAdministrator } from "./delegatedAdministrator";
import { dynamodbTable } from "./dynamodbTable";
import { eventSourceMapping } from "./eventSourceMapping";
import { kmsAlias } from "./kmsAlias";
import { kmsKey } from "./kmsKey";
import { lambdaFunction } from "./lambdaFunction";
import { lambdaFunctionUrl } from "./lambdaFunctionUrl";
import { lambdaPermission } from "./lambdaPermission";
import { logGroup } from "./logGroup";
import { organizationsPolicy } from "./organizationsPolicy";
import { organizationsPolicyAttachment } from "./organizationsPolicyAttachment";
import { parameter } from "./parameter";
import { queue } from "./queue";
import { queuePolicy } from "./queuePolicy";
import { role } from "./role";
import { rolePolicy } from "./rolePolicy";
import { rolePolicyAttachment } from "./rolePolicyAttachment";
import { schedule } from "./schedule";
import { stackSet } from "./stackSet";
import { stackSetInstance } from "./stackSetInstance";

const all = [
  ...[analyzer, archiveRule],
  ...[awsServiceAccess, delegatedAdministrator, organizationsPolicy, organizationsPolicyAttachment],
  ...[kmsAlias, kmsKey],
  ...[role, rolePolicy, rolePolicyAttachment],
  ...[stackSet, stackSetInstance],
  ...[bucket, bucketAcl, bucketOwnershipControls, bucketPolicy, bucketPublicAccessBlock],
  ...[lambdaFunction, lambdaFunctionUrl, lambdaPermission, eventSourceMapping],
  ...[dynamodbTable, logGroup, schedule],
  ...[parameter, queue, queuePolicy],
];

/** Every resource type that is implemented, by its token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(all.map((type) => [type.token, type]));
