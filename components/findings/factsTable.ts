import * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { transformed, type Transform } from "../transform";

export interface FactsTableArgs {
  tableName: pulumi.Input<string>;
  region: pulumi.Input<string>;
  /** Name of the index of what is untold. */
  untoldIndex: string;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: { table?: Transform<dynamodb.TableArgs> };
}

/**
 * What is known of findings and what was told of them, in one table: billed by use, recoverable to any second of the last 35 days.
 *
 * It goes when it leaves the program: the findings themselves are Access Analyzer's, and a new table learns them by the next sweep.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
 */
export class FactsTable extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly nodes: { table: dynamodb.Table };

  constructor(name: string, args: FactsTableArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:FactsTable", name, {}, opts);

    const tableArgs: dynamodb.TableArgs = {
      name: args.tableName,
      region: args.region,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "pk",
      rangeKey: "sk",
      attributes: ["pk", "sk", "untold", "untoldSince"].map((attribute) => ({ name: attribute, type: "S" })),
      // Sparse: an item is in it only while it has these two attributes.
      globalSecondaryIndexes: [{ name: args.untoldIndex, hashKey: "untold", rangeKey: "untoldSince", projectionType: "ALL" }],
      ttl: { attributeName: "expires", enabled: true },
      pointInTimeRecovery: { enabled: true },
      ...(args.tags ? { tags: args.tags } : {}),
    };
    const table = new dynamodb.Table(...transformed(args.transform?.table, name, tableArgs, { parent: this }));

    this.arn = table.arn;
    this.nodes = { table };
    this.registerOutputs({ arn: this.arn });
  }
}
