import type { ResourceType } from "@aws-sdk/client-accessanalyzer";
import type { World } from "../../../world/world";
import { streams } from "../../dynamodb/streams";
import { tables } from "../../dynamodb/tables";
import { store as functionsOf } from "../../lambda/store";
import { layerVersions } from "../../lambda/layers";
import { topics } from "../../sns/topics";
import { queues } from "../../sqs/queues";
import { repositories } from "../../storing/ecr";
import { fileSystems } from "../../storing/efs";
import { secrets } from "../../storing/secretsmanager";
import type { Stored } from "../../storing/stored";
import type { PolicyBearer } from "./bearer";

/** Resources with one policy document and nothing beside it. */
export function documents(world: World): PolicyBearer[] {
  const of = (resourceType: ResourceType, stored: Stored<unknown>[]) => stored.map((each) => bearer(resourceType, each));
  return [
    ...of("AWS::DynamoDB::Stream", streams.every(world)),
    ...of("AWS::DynamoDB::Table", tables.every(world)),
    ...of("AWS::ECR::Repository", repositories.every(world)),
    ...of("AWS::EFS::FileSystem", fileSystems.every(world)),
    ...of("AWS::Lambda::LayerVersion", layerVersions.every(world)),
    ...of("AWS::SecretsManager::Secret", secrets.every(world)),
    ...of("AWS::SNS::Topic", topics.every(world)),
    ...of("AWS::SQS::Queue", queues.every(world)),
  ];
}

/** A statement for function URLs lets somebody in only as the URL is: without one, nobody. */
export function functions(world: World): PolicyBearer[] {
  return functionsOf.every(world).map((each) => {
    const { url } = each.settings;
    const viaUrl = url ? {} : { "lambda:InvokedViaFunctionUrl": "false" };
    return { ...bearer("AWS::Lambda::Function", each), context: { "lambda:FunctionUrlAuthType": url?.AuthType, ...viaUrl } };
  });
}

function bearer(resourceType: ResourceType, { account, region, arn, createdAt, policy }: Stored<unknown>): PolicyBearer {
  return { account, region, arn, createdAt, policy, resourceType };
}
