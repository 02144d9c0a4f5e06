import { findingsRoad, type RoadPlace } from "../../domain/findings/road";
import { assumedCredentials } from "../assumedCredentials";
import type { CredentialProvider } from "../clients";
import { functionCallSettings, functionCredentials } from "./functionClients";
import { accountId } from "../../domain/identifiers";

/** By account: the function's own role at home, and in a member the role that lets it read findings there. */
export function readerCredentials(place: RoadPlace): (account: string) => CredentialProvider {
  const { scanRoleArn } = findingsRoad(place);
  return (account) =>
    account === place.delegatedAdministrator
      ? functionCredentials
      : assumedCredentials(functionCredentials, scanRoleArn(accountId(account)), place.homeRegion, functionCallSettings);
}
