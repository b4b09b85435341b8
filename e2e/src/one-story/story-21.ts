import { tellStoryIn201 } from './story-201';
import type { CallFrame, WireStation } from './wire-station';

/**
 * The same story in OCPP 2.1: what it shares with 2.0.1 is said the same way; the connector's availability comes by NotifyEvent,
 * and the station tells with the end what it thinks the transaction cost.
 */
export async function tellStoryIn21(station: WireStation, card: string): Promise<void> {
  await tellStoryIn201({ send: (frame) => station.send(in21(frame)) }, card);
}

function in21([type, id, action, payload]: CallFrame): CallFrame {
  if (action === 'StatusNotification') return [type, id, 'NotifyEvent', availability(payload)];
  const ended = 'eventType' in payload && payload.eventType === 'Ended';
  return [type, id, action, ended ? { ...payload, costDetails } : payload];
}

const costDetails = {
  totalCost: { currency: 'EUR', typeOfCost: 'NormalCost', total: { exclTax: 9.99, inclTax: 11.99 } },
  totalUsage: { energy: 8_345, chargingTime: 3_000, idleTime: 600 },
};

function availability(status: object): object {
  const { timestamp, connectorStatus, evseId, connectorId } = status as Record<string, unknown>;
  const event = {
    eventId: 1,
    timestamp,
    trigger: 'Delta',
    actualValue: connectorStatus,
    component: { name: 'Connector', evse: { id: evseId, connectorId } },
    variable: { name: 'AvailabilityState' },
    eventNotificationType: 'HardWiredNotification',
  };
  return { seqNo: 0, generatedAt: timestamp, eventData: [event] };
}
