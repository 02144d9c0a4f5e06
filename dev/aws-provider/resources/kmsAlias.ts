import { CreateAliasCommand, DeleteAliasCommand, paginateListAliases, UpdateAliasCommand } from "@aws-sdk/client-kms";
import { crud } from "../crud";
import { kms } from "../services";
import { requiredText } from "../values";

/** aws.kms.Alias. Its id is its name. */
export const kmsAlias = crud({
  token: "aws:kms/alias:Alias",
  scope: "regional",
  title: "KMS Alias",
  service: kms,
  inputs: {
    name: { required: true, forceNew: true, matches: { pattern: /^alias\/[a-zA-Z0-9/_-]+$/, rule: "must begin with alias/" } },
    targetKeyId: { required: true },
  },
  outputs: ["arn", "targetKeyArn"],
  id: { of: ["name"] },
  gone: ["NotFoundException"],
  create: (client, inputs) =>
    client.send(new CreateAliasCommand({ AliasName: requiredText(inputs, "name"), TargetKeyId: requiredText(inputs, "targetKeyId") })),
  read: async (client, { id }) => {
    for await (const { Aliases = [] } of paginateListAliases({ client }, {})) {
      const found = Aliases.find(({ AliasName }) => AliasName === id);
      const arn = found?.AliasArn;
      if (found && arn)
        return { name: id, arn, targetKeyId: found.TargetKeyId, targetKeyArn: arn.replace(/:alias\/.*$/, `:key/${found.TargetKeyId}`) };
    }
    return undefined;
  },
  update: [
    {
      of: ["targetKeyId"],
      call: (client, { id }, { new: inputs }) =>
        client.send(new UpdateAliasCommand({ AliasName: id, TargetKeyId: requiredText(inputs, "targetKeyId") })),
    },
  ],
  delete: (client, { id }) => client.send(new DeleteAliasCommand({ AliasName: id })),
});
