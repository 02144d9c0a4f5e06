import * as sdk from "@aws-sdk/client-ssm";
import type { ParameterMetadata, PutParameterCommandInput } from "@aws-sdk/client-ssm";
import { page } from "../../paging";
import { AwsError, type Operations, type Service } from "../../service";
import { only } from "./only";
import { Storing, type Stored } from "./stored";

/** As it was put, with its version. */
type Parameter = Pick<PutParameterCommandInput, "Type" | "Value" | "Description" | "KeyId" | "AllowedPattern" | "Tier" | "DataType"> & {
  Version: number;
};

const parameters = new Storing<Parameter, { Name: string } | { ResourceId: string; ResourceType: string }>({
  title: "ssm parameter",
  arn: (name, { partition, account, region }) => `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, "")}`,
  named(input) {
    if ("Name" in input) return input.Name;
    if (input.ResourceType === "Parameter") return input.ResourceId;
    throw new AwsError("InvalidResourceType", `The sandbox has tags of parameters only, not of a ${input.ResourceType}.`);
  },
  missing: (name) => new AwsError("ParameterNotFound", `Parameter ${name} not found.`),
  invalidTags: "InvalidTag",
});

const operations: Operations<typeof sdk> = {
  PutParameter: parameters.creates({
    tags: ({ Tags }) => tagMap(Tags),
    also: ({ Name, Tags }, { world, caller, region }) =>
      Tags?.length
        ? [{ action: "ssm:AddTagsToResource", resource: parameters.kind.arn(Name, { ...world, account: caller.account, region }) }]
        : [],
    settings: (input) => validated({ ...parameterIn(input), Version: 1 }, input.Name),
    taken(existing, input, { world }) {
      if (input.Overwrite !== true) throw new AwsError("ParameterAlreadyExists", alreadyExists);
      if (input.Tags?.length) throw new AwsError("ValidationException", tagsOfExisting);
      const given = Object.fromEntries(Object.entries(parameterIn(input)).filter(([, value]) => value !== undefined));
      existing.settings = validated({ ...existing.settings, ...given, Version: existing.settings.Version + 1 }, input.Name);
      existing.changedAt = world.clock.now();
      return { Version: existing.settings.Version, Tier: existing.settings.Tier };
    },
    answer: ({ settings: { Version, Tier } }) => ({ Version, Tier }),
  }),
  GetParameter: parameters.on(({ name, arn, changedAt, settings: { Type, Value = "", Version, DataType } }, { WithDecryption }) => ({
    Parameter: {
      ...{ Name: name, ARN: arn, Type, Version, DataType, LastModifiedDate: changedAt },
      // Without decryption AWS gives the ciphertext.
      Value: Type === "SecureString" && WithDecryption !== true ? Buffer.from(`encrypted:${Value}`).toString("base64") : Value,
    },
  })),
  DeleteParameter: parameters.removes(),
  DescribeParameters: {
    handle(input, call) {
      const { ParameterFilters = [], Filters = [] } = input;
      const found = parameters.all(call).filter((each) => [...ParameterFilters, ...Filters].every((filter) => passes(each, filter)));
      const badToken = () => new AwsError("InvalidNextToken", "The specified token is not valid.");
      const { items, nextToken } = page(call, input, found, { badToken });
      return { Parameters: items.map(metadata), NextToken: nextToken };
    },
  },
  AddTagsToResource: parameters.tags(({ Tags }) => tagMap(Tags)),
  RemoveTagsFromResource: parameters.untags(({ TagKeys }) => TagKeys),
  ListTagsForResource: parameters.on(({ tags }) => ({ TagList: [...tags].map(([Key, Value]) => ({ Key, Value })) })),
};

const alreadyExists = "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
const tagsOfExisting =
  "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.";

/** @throws AwsError for the policies of a parameter, which are no access policies: they say when it expires. */
function parameterIn(input: PutParameterCommandInput): Omit<Parameter, "Version"> {
  only(input, [...["Name", "Type", "Value", "Description", "KeyId", "AllowedPattern", "Tier", "DataType"], "Overwrite", "Tags"]);
  const { Type, Value, Description, KeyId, AllowedPattern, Tier, DataType } = input;
  return { Type, Value, Description, KeyId, AllowedPattern, Tier, DataType };
}

/** A new parameter with AWS's defaults. @throws AwsError */
function validated(given: Parameter, name: string): Parameter {
  const { Type, Value = "", AllowedPattern } = given;
  if (!/^[\w./-]+$/.test(name) || name.length > 1011) throw new AwsError("ValidationException", `Parameter name: can't be ${name}`);
  if (Type === undefined) throw new AwsError("ValidationException", "A parameter type is required when you create a parameter.");
  if (!["String", "StringList", "SecureString"].includes(Type))
    throw new AwsError("UnsupportedParameterType", `The parameter type ${Type as string} is not supported.`);
  if (AllowedPattern && !matches(AllowedPattern, Value))
    throw new AwsError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${AllowedPattern}`,
    );
  const keyId = Type === "SecureString" ? { KeyId: given.KeyId ?? "alias/aws/ssm" } : {};
  return { ...given, ...keyId, Tier: given.Tier ?? "Standard", DataType: given.DataType ?? "text" };
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(value);
  } catch {
    throw new AwsError("InvalidAllowedPatternException", `The pattern ${pattern} is not a regular expression.`);
  }
}

/** @throws AwsError for a filter that the sandbox does not know: to ignore it would show too much. */
function passes({ name, settings }: Stored<Parameter>, filter: { Key?: string; Option?: string; Values?: string[] }): boolean {
  const { Key = "", Option = "Equals", Values = [] } = filter;
  const value = Key === "Name" ? name : Key === "Type" ? settings.Type : undefined;
  if (value === undefined) throw new AwsError("InvalidFilterKey", `The sandbox filters parameters by Name and Type, not by ${Key}.`);
  if (Option !== "Equals" && Option !== "BeginsWith")
    throw new AwsError("InvalidFilterOption", `The filter option ${Option} is not valid.`);
  return Values.some((wanted) => (Option === "Equals" ? value === wanted : value.startsWith(wanted)));
}

function metadata({ name, arn, changedAt, settings }: Stored<Parameter>): ParameterMetadata {
  return { Name: name, ARN: arn, LastModifiedDate: changedAt, ...settings };
}

function tagMap(tags: readonly { Key: string; Value: string }[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** Parameters of AWS Systems Manager. */
export const ssm: Service = {
  signingName: "ssm",
  protocol: "json11",
  namespace: "com.amazonaws.ssm",
  sdk,
  scope: "regional",
  operations,
};
