import type { FindingDetails, FindingType, InternalAccessDetails, ResourceType } from "@aws-sdk/client-accessanalyzer";
import type { World } from "../../../world/world";
import { putKey } from "../../kms/keys";
import { getAnalyzer } from "../analyzers";
import { analyzeSoon } from "./analysis";
import type { Finding } from "./finding";
import { addFinding, setStatus } from "./lifeCycle";

interface About {
  resource: string;
  resourceOwnerAccount: string;
}

/** What an analyzer of unused access would find. `error` for an entity that it could not analyze. */
export interface UnusedAccess extends About {
  findingType: Exclude<FindingType, "ExternalAccess" | "InternalAccess">;
  details?: FindingDetails[];
  error?: string;
}

/** For tests: nothing here knows what is used. @throws ResourceNotFoundException for an analyzer that is not there */
export function findUnused(world: World, analyzerArn: string, { details = [], ...about }: UnusedAccess): Finding {
  const resourceType: ResourceType = about.resource.includes(":user/") ? "AWS::IAM::User" : "AWS::IAM::Role";
  return addFinding(world, getAnalyzer(world, analyzerArn), { ...about, resourceType, details });
}

export interface InternalAccess extends About {
  resourceType: ResourceType;
  details: InternalAccessDetails;
}

/** For tests: nothing here works out who may do what inside an account. @throws ResourceNotFoundException for an analyzer that is not there */
export function findInternal(world: World, analyzerArn: string, { details, ...about }: InternalAccess): Finding {
  return addFinding(world, getAnalyzer(world, analyzerArn), {
    ...about,
    findingType: "InternalAccess",
    details: [{ internalAccessDetails: details }],
  });
}

/** For tests: what was found is so no more. */
export function resolve(world: World, analyzerArn: string, { id }: Finding): void {
  const analyzer = getAnalyzer(world, analyzerArn);
  const finding = analyzer.findings.all.get(id);
  if (finding) setStatus(world, analyzer, finding, "RESOLVED");
}

/** For tests: so many keys that a foreign account may use, one finding each once they are analyzed. */
export function seedSharedKeys(
  world: World,
  place: { account: string; region: string },
  count: number,
  foreignAccount = "123456789012",
): void {
  const Statement = ["root", foreignAccount].map((who) => ({
    ...{ Effect: "Allow", Action: who === "root" ? "kms:*" : "kms:Decrypt", Resource: "*" },
    Principal: { AWS: `arn:${world.partition}:iam::${who === "root" ? place.account : who}:root` },
  }));
  const policy = JSON.stringify({ Version: "2012-10-17", Statement });
  for (let i = 0; i < count; i += 1)
    putKey(world, { ...place, policy, spec: "SYMMETRIC_DEFAULT", usage: "ENCRYPT_DECRYPT", description: "", tags: new Map() });
  analyzeSoon(world);
}
