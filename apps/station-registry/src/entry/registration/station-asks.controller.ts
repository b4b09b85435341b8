import { Controller } from '@nestjs/common';
import { asks, type AskReply, type AskRequest } from '@chargebus/contracts';
import { AskPattern } from '@chargebus/messaging';
import { RegistryWriter } from '../../store/registry-writer';
import { AdmitStation } from '../../use-cases/registration/admit-station';
import { AnswerBoot } from '../../use-cases/registration/answer-boot';
import { TellStation } from '../../use-cases/commands/tell-station';
import { tellEquipment } from '../../use-cases/registration/tell-equipment';
import { tellPlaces } from '../../use-cases/registration/tell-places';

/** Answers what gateways and other services ask of the registry. */
@Controller()
export class StationAsksController {
  constructor(
    private readonly admitStation: AdmitStation,
    private readonly answerBoot: AnswerBoot,
    private readonly tellStation: TellStation,
    private readonly writer: RegistryWriter,
  ) {}

  @AskPattern(asks.admit)
  admit(request: AskRequest<typeof asks.admit>): Promise<AskReply<typeof asks.admit>> {
    return this.admitStation.admit(request);
  }

  @AskPattern(asks.boot)
  boot(request: AskRequest<typeof asks.boot>): Promise<AskReply<typeof asks.boot>> {
    return this.answerBoot.answer(request);
  }

  @AskPattern(asks.stationState)
  station(request: AskRequest<typeof asks.stationState>): Promise<AskReply<typeof asks.stationState>> {
    return this.tellStation.tell(request);
  }

  @AskPattern(asks.places)
  places(request: AskRequest<typeof asks.places>): Promise<AskReply<typeof asks.places>> {
    return tellPlaces(this.writer, request);
  }

  @AskPattern(asks.equipment)
  equipment(request: AskRequest<typeof asks.equipment>): Promise<AskReply<typeof asks.equipment>> {
    return tellEquipment(this.writer, request);
  }
}
