import type { Account } from "../account";
import { text, type Properties } from "../values";
import { partitionOf } from "./partition";

/** aws.getRegion: the Region that is asked for, or the provider's. The description is the code: AWS's names of Regions are not known here. */
export function getRegion(account: Account, args: Properties): Properties {
  const region = text(args["region"]) ?? text(args["name"]) ?? account.region;
  return { id: region, name: region, region, description: region, endpoint: `ec2.${region}.${partitionOf(region).dnsSuffix}` };
}
