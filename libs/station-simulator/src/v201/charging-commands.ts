import { type Command, status } from '../call-desk';
import { compositeSchedule } from '../charging/composite-schedule';
import type { Reply } from '../rig';
import { type ChargingProfile201, fromProfile201, fromPurpose201 } from './charging-profile-201';
import { type Parts, rejected } from './parts';

/** The commands about charging profiles. */
export function chargingCommands(o: Parts): Record<string, Command> {
  const { rig, evses, profiles, limits } = o;

  return {
    ClearChargingProfile: ({ chargingProfileId, chargingProfileCriteria }) => {
      const by = (chargingProfileCriteria ?? {}) as {
        evseId?: number;
        chargingProfilePurpose?: string;
        stackLevel?: number;
      };
      const cleared = profiles.clear({
        ...(chargingProfileId === undefined ? {} : { id: Number(chargingProfileId) }),
        ...(by.evseId === undefined ? {} : { connectorId: by.evseId }),
        ...(by.chargingProfilePurpose === undefined ? {} : { purpose: fromPurpose201(by.chargingProfilePurpose) }),
        ...(by.stackLevel === undefined ? {} : { stackLevel: by.stackLevel }),
      });
      return status(cleared > 0 ? 'Accepted' : 'Unknown', () => limits.applyAll());
    },

    GetCompositeSchedule: ({ evseId, duration, chargingRateUnit }) => {
      const evse = evseId === 0 ? evses[0] : evses.find(({ id }) => id === evseId);
      if (!evse) return rejected('UnknownEvse');
      const startedAtMs = evseId === 0 ? undefined : evse.transaction?.startedAtMs;
      const of = {
        connectorId: Number(evseId),
        phases: evse.outlet.phases,
        maxPowerW: evse.outlet.maxPowerW * (evseId === 0 ? evses.length : 1),
        ...(startedAtMs === undefined ? {} : { startedAtMs }),
      };
      const unit = chargingRateUnit as 'A' | 'W' | undefined;
      const schedule = compositeSchedule(profiles, rig.now().getTime(), Number(duration), of, unit);
      return { answer: { status: 'Accepted', schedule: { evseId, ...schedule } } };
    },

    SetChargingProfile: ({ evseId, chargingProfile }) => {
      const profile = chargingProfile as ChargingProfile201;
      const refusal = findObstacle(o, Number(evseId), profile);
      if (refusal) return refusal;
      profiles.set(Number(evseId), fromProfile201(profile), rig.now().getTime());
      return status('Accepted', () => limits.applyAll());
    },
  };
}

/** Why a profile cannot be installed (K01); undefined if it can. */
function findObstacle(o: Parts, evseId: number, profile: ChargingProfile201): Reply | undefined {
  const { rig, model, evses, profiles } = o;
  const evse = evses.find(({ id }) => id === evseId);
  const { chargingProfilePurpose: purpose, chargingProfileKind: kind } = profile;
  const [schedule, another] = profile.chargingSchedule;
  if (evseId !== 0 && !evse) return rejected('UnknownEvse');
  if (purpose === 'ChargingStationExternalConstraints') {
    // K01.FR.22: only somebody else than the CSMS sets these.
    rig.fault('invalid-call', `SetChargingProfile of ${purpose}`, JSON.stringify(profile));
    return rejected('InvalidProfile');
  }
  if (!schedule || another || schedule.chargingSchedulePeriod[0]?.startPeriod !== 0) return rejected('InvalidSchedule');
  const periods = schedule.chargingSchedulePeriod.length;
  if (periods > model.whole('SmartChargingCtrlr.PeriodsPerSchedule', 24)) return rejected('InvalidSchedule');
  // K01.FR.40 and 41: a relative schedule begins with its transaction, any other one says when.
  if ((kind === 'Relative') !== (schedule.startSchedule === undefined)) return rejected('InvalidSchedule');
  if (profile.stackLevel > model.whole('SmartChargingCtrlr.ProfileStackLevel', 10))
    return rejected('InvalidStackLevel');
  if (profiles.count >= MOST_PROFILES) return rejected('OutOfStorage');
  if (profiles.findTwinId(evseId, fromProfile201(profile)) !== undefined) return rejected('DuplicateProfile');
  if (purpose === 'ChargingStationMaxProfile') {
    return evseId === 0 && kind !== 'Relative' ? undefined : rejected('InvalidProfile');
  }
  if (purpose === 'TxDefaultProfile') return undefined;
  // K01.FR.03, K01.FR.09: a TxProfile is of the transaction that runs, and names it.
  if (profile.transactionId === undefined) return rejected('MissingParam');
  return evse?.transaction?.id === profile.transactionId ? undefined : rejected('TxNotFound');
}

/** SmartChargingCtrlr.Entries[ChargingProfiles]. */
const MOST_PROFILES = 20;
