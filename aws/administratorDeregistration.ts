import { AccountNotRegisteredException, DeregisterDelegatedAdministratorCommand, OrganizationsClient } from "@aws-sdk/client-organizations";
import type { AccountId } from "../domain/identifiers";
import { InterruptedError, ReadError, describeFailure } from "./callErrors";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import type { Session } from "./sessions";

/**
 * Takes a registration back; none is as good.
 *
 * @param session credentials of the management account.
 * @throws ReadError with AWS's reason, InterruptedError when the signal of `calls` was raised.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html
 */
export async function deregisterAdministrator(session: Session, account: AccountId, service: string, calls: Calls): Promise<void> {
  const client = new OrganizationsClient(clientSettings(session.homeRegion, session.credentials, calls.settings));
  try {
    const command = new DeregisterDelegatedAdministratorCommand({ AccountId: account, ServicePrincipal: service });
    await calls.run((options) => client.send(command, options));
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    if (!(error instanceof AccountNotRegisteredException)) throw new ReadError(describeFailure("DeregisterDelegatedAdministrator", error));
  }
}
