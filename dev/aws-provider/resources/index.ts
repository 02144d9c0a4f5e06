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
import { eventBus } from "./eventBus";
import { eventBusPolicy } from "./eventBusPolicy";
import { eventRule } from "./eventRule";
import { eventTarget } from "./eventTarget";
import { dynamodbTable } from "./dynamodbTable";
import { eventSourceMapping } from "./eventSourceMapping";
import { kmsAlias } from "./kmsAlias";
import { kmsKey } from "./kmsKey";
import { lambdaFunction } from "./lambdaFunction";
import { lambdaFunctionUrl } from "./lambdaFunctionUrl";
import { lambdaPermission } from "./lambdaPermission";
import { metricAlarm } from "./metricAlarm";
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
import { topic } from "./topic";
import { topicPolicy } from "./topicPolicy";
import { topicSubscription } from "./topicSubscription";

const all = [
  ...[analyzer, archiveRule],
  ...[awsServiceAccess, delegatedAdministrator, organizationsPolicy, organizationsPolicyAttachment],
  ...[eventBus, eventBusPolicy, eventRule, eventTarget],
  ...[kmsAlias, kmsKey],
  ...[role, rolePolicy, rolePolicyAttachment],
  ...[stackSet, stackSetInstance],
  ...[bucket, bucketAcl, bucketOwnershipControls, bucketPolicy, bucketPublicAccessBlock],
  ...[lambdaFunction, lambdaFunctionUrl, lambdaPermission, eventSourceMapping],
  ...[dynamodbTable, logGroup, schedule],
  ...[parameter, queue, queuePolicy],
  ...[topic, topicPolicy, topicSubscription],
  ...[metricAlarm],
];

/** Every resource type that is implemented, by its token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(all.map((type) => [type.token, type]));
