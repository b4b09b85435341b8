import type { OcppVersion, StationOptions } from './options';
import type { Random } from './random';
import type { Behaviour, Rig } from './rig';
import { modelOf } from './v16/models';
import { Station16 } from './v16/station-16';
import { modelOf201 } from './v201/model';
import { Station201 } from './v201/station-201';

/** What a station of one OCPP version is made of. */
export interface Version {
  subprotocol: string;
  compresses: boolean;
  /** Message ids count from 1 again at each boot; otherwise they are UUIDs. */
  countedMessageIds: boolean;
  behave(rig: Rig): Behaviour;
}

const VERSIONS: Record<OcppVersion, (options: StationOptions, random: Random) => Version> = {
  '1.6': (options, random) => {
    const model = modelOf(options, random);
    return {
      subprotocol: 'ocpp1.6',
      compresses: false,
      countedMessageIds: model.countedMessageIds,
      behave: (rig) => new Station16(rig, model),
    };
  },
  '2.0.1': (options, random) => {
    const model = modelOf201(options, random);
    return {
      subprotocol: 'ocpp2.0.1',
      compresses: true,
      countedMessageIds: false,
      behave: (rig) => new Station201(rig, model),
    };
  },
};

/** @throws RangeError for a profile that does not speak the version. */
export function versionOf(options: StationOptions, random: Random): Version {
  return VERSIONS[options.version ?? '1.6'](options, random);
}
