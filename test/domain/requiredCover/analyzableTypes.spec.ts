import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { analyzableTypes } from "../../../domain/requiredCover/analyzableTypes";

describe("the types that external access analyzers look at", () => {
  it("are there in package aws, every one", () => {
    const tokens = tokensOfPackageAws();
    assert.deepEqual(
      [...analyzableTypes.keys()].filter((type) => !tokens.has(type)),
      [],
    );
  });

  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html; streams come with their tables. */
  it("make every resource of AWS's page", () => {
    const ofPage = [
      "AWS::DynamoDB::Table",
      "AWS::EC2::Snapshot",
      "AWS::ECR::Repository",
      "AWS::EFS::FileSystem",
      "AWS::IAM::Role",
      "AWS::KMS::Key",
      "AWS::Lambda::Function",
      "AWS::Lambda::LayerVersion",
      "AWS::RDS::DBClusterSnapshot",
      "AWS::RDS::DBSnapshot",
      "AWS::S3::Bucket",
      "AWS::S3Express::DirectoryBucket",
      "AWS::SNS::Topic",
      "AWS::SQS::Queue",
      "AWS::SecretsManager::Secret",
    ];
    assert.deepEqual([...new Set([...analyzableTypes.values()].map((type) => type.resource))].sort(), ofPage);
  });
});

/** Loading all of the package would take seconds: each of its classes says its type on a line of its own. */
function tokensOfPackageAws(): Set<string> {
  const root = dirname(require.resolve("@pulumi/aws/package.json"));
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== "types");
  const files = folders.flatMap(({ name }) => readdirSync(join(root, name)).map((file) => join(root, name, file)));
  const found = files
    .filter((file) => file.endsWith(".js"))
    .map((file) => /__pulumiType = '([^']+)'/.exec(readFileSync(file, "utf8"))?.[1]);
  return new Set(found.filter((token) => token !== undefined));
}
