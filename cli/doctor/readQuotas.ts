import { paginateListServiceQuotas, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { ToldQuota } from '../../core/doctor/fleetQuotas.ts';
import { clientSettings } from '../connection/clientSettings.ts';
import type { Installation } from '../connection/Installation.ts';

const SERVICES = ['kinesisvideo', 'lambda', 'states'];

/**
 * The account's own quotas, as far as Service Quotas tells them. Whoever may not ask gets the documented figures instead:
 * each quota says where its figure is from.
 */
export async function readQuotas(installation: Installation): Promise<ToldQuota[]> {
  const client = new ServiceQuotasClient({ ...(await clientSettings(installation)), maxAttempts: 2 });
  try {
    const each = await Promise.allSettled(SERVICES.map((service) => quotasOf(client, service)));
    return each.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  } finally {
    client.destroy();
  }
}

async function quotasOf(client: ServiceQuotasClient, service: string): Promise<ToldQuota[]> {
  const told: ToldQuota[] = [];
  for await (const { Quotas = [] } of paginateListServiceQuotas({ client }, { ServiceCode: service })) {
    for (const { QuotaName: name, Value: value } of Quotas) {
      if (name !== undefined && value !== undefined) told.push({ service, name, value });
    }
  }
  return told;
}
