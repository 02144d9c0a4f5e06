import {
  GetAnalyzedResourceCommand,
  ListAnalyzedResourcesCommand,
  StartResourceScanCommand,
  type ResourceType,
} from "@aws-sdk/client-accessanalyzer";
import type { CredentialProvider } from "../clients";
import { analyzerClients, type AnalyzerAt } from "./analyzerClients";

/** A resource that an analyzer looks at. */
export interface ListedResource {
  resource: string;
  resourceType: string;
  account: string;
}

/**
 * Starts scans of single resources by analyzers for external access, the only ones that can, and says what they have looked at.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_StartResourceScan.html
 */
export class ResourceScanner {
  readonly #client: ReturnType<typeof analyzerClients>;

  /** @param credentialsOf those that may scan with analyzers of the account. */
  constructor(credentialsOf: (account: string) => CredentialProvider) {
    this.#client = analyzerClients(credentialsOf);
  }

  async start(analyzer: AnalyzerAt, { resource, account }: { resource: string; account: string }): Promise<void> {
    const input = { analyzerArn: analyzer.arn, resourceArn: resource, resourceOwnerAccount: account };
    await this.#client(analyzer).send(new StartResourceScanCommand(input));
  }

  /** When the analyzer looked at it last. */
  async analyzedAt(analyzer: AnalyzerAt, { resource }: { resource: string }): Promise<Date> {
    const asked = new GetAnalyzedResourceCommand({ analyzerArn: analyzer.arn, resourceArn: resource });
    const at = (await this.#client(analyzer).send(asked)).resource?.analyzedAt;
    if (at === undefined) throw new Error(`GetAnalyzedResource did not say when ${analyzer.arn} looked at ${resource}`);
    return at;
  }

  /** One page of what the analyzer looks at. */
  async resources(analyzer: AnalyzerAt, type: string, nextToken?: string): Promise<{ resources: ListedResource[]; nextToken?: string }> {
    const resourceType = type as ResourceType; // the service refuses what it does not know
    const asked = new ListAnalyzedResourcesCommand({ analyzerArn: analyzer.arn, resourceType, nextToken });
    const { analyzedResources, nextToken: next } = await this.#client(analyzer).send(asked);
    if (analyzedResources === undefined) throw new Error("the answer holds no list of resources");
    const resources = analyzedResources.map(({ resourceArn, resourceOwnerAccount, resourceType: of }) => {
      if (resourceArn === undefined || resourceOwnerAccount === undefined || of === undefined)
        throw new Error(`a resource that ${analyzer.arn} lists has no ARN, owner or type`);
      return { resource: resourceArn, resourceType: of, account: resourceOwnerAccount };
    });
    return { resources, ...(next && { nextToken: next }) };
  }
}
