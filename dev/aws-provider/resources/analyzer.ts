import {
  CreateAnalyzerCommand,
  DeleteAnalyzerCommand,
  GetAnalyzerCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-accessanalyzer";
import { crud } from "../crud";
import { accessAnalyzer } from "../services";
import { requiredText, text } from "../values";
import { configurationFromAws, configurationToAws } from "./analyzerConfiguration";

/** aws.accessanalyzer.Analyzer. Name, type and the whole configuration replace it, only tags change in place; ACTIVE is not waited for. */
export const analyzer = crud({
  token: "aws:accessanalyzer/analyzer:Analyzer",
  scope: "regional",
  title: "IAM Access Analyzer Analyzer",
  service: accessAnalyzer,
  inputs: {
    analyzerName: {
      required: true,
      forceNew: true,
      matches: {
        pattern: /^[A-Za-z][A-Za-z0-9_.-]{0,254}$/,
        rule: "must begin with a letter and contain only alphanumeric, underscore, period, or hyphen characters",
      },
    },
    type: {
      default: "ACCOUNT",
      forceNew: true,
      oneOf: [
        ...["ACCOUNT", "ORGANIZATION", "ACCOUNT_UNUSED_ACCESS", "ORGANIZATION_UNUSED_ACCESS"],
        ...["ACCOUNT_INTERNAL_ACCESS", "ORGANIZATION_INTERNAL_ACCESS"],
      ],
    },
    configuration: { forceNew: true },
    tags: {},
  },
  outputs: ["arn"],
  id: { of: ["analyzerName"] },
  gone: ["ResourceNotFoundException"],
  retry: { on: /You must create an organization/, milliseconds: 10 * 60_000 },
  create: (client, inputs, { tagsAll }) =>
    client.send(
      new CreateAnalyzerCommand({
        analyzerName: requiredText(inputs, "analyzerName"),
        type: requiredText(inputs, "type") as "ACCOUNT", // one of the values that Check allows
        configuration: configurationToAws(inputs["configuration"]),
        tags: tagsAll,
      }),
    ),
  read: async (client, { id }) => {
    const { analyzer } = await client.send(new GetAnalyzerCommand({ analyzerName: id }));
    if (!analyzer) return undefined;
    const { name, arn, type, tags, configuration } = analyzer;
    return { analyzerName: name, arn, type, configuration: configurationFromAws(configuration), tags: tags ?? {} };
  },
  tags: {
    list: async (client, _key, { arn }) => (await client.send(new ListTagsForResourceCommand({ resourceArn: text(arn) }))).tags ?? {},
    set: (client, _key, tags, { arn }) => client.send(new TagResourceCommand({ resourceArn: text(arn), tags })),
    remove: (client, _key, tagKeys, { arn }) => client.send(new UntagResourceCommand({ resourceArn: text(arn), tagKeys })),
  },
  delete: (client, { id }) => client.send(new DeleteAnalyzerCommand({ analyzerName: id })),
});
