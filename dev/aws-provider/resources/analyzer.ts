import {
  CreateAnalyzerCommand,
  DeleteAnalyzerCommand,
  GetAnalyzerCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-accessanalyzer";
import { during, unless } from "../errors";
import type { ResourceType } from "../resourceType";
import { tagChanges } from "../tags";
import { requiredText, text, textMap } from "../values";
import { configurationFromAws, configurationToAws } from "./analyzerConfiguration";

/**
 * aws.accessanalyzer.Analyzer. Name, type and the whole configuration replace it, only tags change in place; creation does not wait for
 * ACTIVE and does not retry, as in terraform-provider-aws.
 */
export const analyzer: ResourceType = {
  token: "aws:accessanalyzer/analyzer:Analyzer",
  scope: "regional",
  title: "IAM Access Analyzer Analyzer",
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

  async create(inputs, { account, region, tagsAll }) {
    const client = await account.accessAnalyzer(region);
    const analyzerName = requiredText(inputs, "analyzerName");
    await during(`creating IAM Access Analyzer Analyzer (${analyzerName})`, "AccessAnalyzer: CreateAnalyzer", () =>
      client.send(
        new CreateAnalyzerCommand({
          analyzerName,
          type: requiredText(inputs, "type") as "ACCOUNT", // one of the values that Check allows
          configuration: configurationToAws(inputs["configuration"]),
          tags: tagsAll,
        }),
      ),
    );
    return analyzerName;
  },

  async read(id, { account, region }) {
    const client = await account.accessAnalyzer(region);
    const found = await during(`reading IAM Access Analyzer Analyzer (${id})`, "AccessAnalyzer: GetAnalyzer", () =>
      unless(["ResourceNotFoundException"], () => client.send(new GetAnalyzerCommand({ analyzerName: id }))),
    );
    if (!found?.analyzer) return undefined;
    const { name, arn, type, tags, configuration } = found.analyzer;
    return { analyzerName: name, arn, type, configuration: configurationFromAws(configuration), tags: tags ?? {} };
  },

  async update(id, { old }, { account, region, tagsAll }) {
    const client = await account.accessAnalyzer(region);
    const resourceArn = text(old["arn"]) ?? "";
    const { set, remove } = tagChanges(textMap(old["tagsAll"]), tagsAll);
    const what = `updating tags of IAM Access Analyzer Analyzer (${id})`;
    if (remove.length > 0) {
      await during(what, "AccessAnalyzer: UntagResource", () => client.send(new UntagResourceCommand({ resourceArn, tagKeys: remove })));
    }
    if (Object.keys(set).length > 0) {
      await during(what, "AccessAnalyzer: TagResource", () => client.send(new TagResourceCommand({ resourceArn, tags: set })));
    }
  },

  async delete(id, _state, { account, region }) {
    const client = await account.accessAnalyzer(region);
    await during(`deleting IAM Access Analyzer Analyzer (${id})`, "AccessAnalyzer: DeleteAnalyzer", () =>
      unless(["ResourceNotFoundException"], () => client.send(new DeleteAnalyzerCommand({ analyzerName: id }))),
    );
  },
};
