import { createHash } from 'node:crypto';
import {
  asks,
  dataTransferSubject,
  providerAsks,
  type Ask,
  type AskReply,
  type AskRequest,
  type AuthorizationVerdict,
  type RegistrationStatus,
} from '@chargebus/contracts';
import { AskFailed, type Messaging } from '@chargebus/messaging';
import type {
  BootVerdict,
  ProviderQuestion,
  ProviderReply,
  Question,
  StationContext,
  Verdicts,
} from '@chargebus/ocpp-dialects';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';

/** What a start is told when no service answers: by what was last known of the token, or the same for all. */
export type OutagePolicy = 'accept-known' | 'accept-all' | 'reject-all';
export type Admission = Extract<AskReply<typeof asks.admit>, { ok: true }>;
export type AdmissionReply = AskReply<typeof asks.admit> | { ok: false; reason: 'unavailable' };

const REMEMBERED = 100_000;
/** So many admissions in a row without an answer: the registry is away, and nobody need wait for it to find out. */
const AWAY_AFTER = 3;
/** Told to a station that boots while the registry is away and never booted here (DESIGN "Verdicts"). */
const UNDECIDED_INTERVAL_S = 60;

/**
 * Asks the services that decide, each time with a deadline, and answers from what was last known, else from policy, when
 * they are away. A verdict says which it was; a station is never left without an answer because a service is down.
 */
export class VerdictDesk {
  private readonly admissions = new LRUCache<string, Admission>({ max: REMEMBERED });
  private readonly boots = new LRUCache<string, BootVerdict>({ max: REMEMBERED });
  private readonly tokens = new LRUCache<string, AuthorizationVerdict>({ max: REMEMBERED });
  /** Admissions without an answer since the last one that had one. */
  private unanswered = 0;
  private probing = false;

  constructor(
    private readonly messaging: Pick<Messaging, 'ask'>,
    private readonly policy: OutagePolicy,
    private readonly deadlines: { admitMs: number; answerMs: number },
  ) {}

  /**
   * May this station connect? `unavailable` where the registry is away and never admitted these credentials over such a
   * transport here. While it is known to be away one admission at a time finds out whether it is back, and the others do
   * not wait for that: a fleet that comes back during an outage is let in at once by what was last known.
   */
  async admit(request: AskRequest<typeof asks.admit>): Promise<AdmissionReply> {
    const key = credentialsKey(request);
    const probe = this.unanswered >= AWAY_AFTER;
    if (probe && this.probing) return this.admitWithoutService(key, request);
    if (probe) this.probing = true;
    const deadlineMs = probe ? Math.min(this.deadlines.admitMs, this.deadlines.answerMs) : this.deadlines.admitMs;
    const reply = await this.askOrAway(asks.admit, request, deadlineMs).finally(() => {
      if (probe) this.probing = false;
    });
    this.unanswered = reply === 'away' ? this.unanswered + 1 : 0;
    if (reply === 'away') return this.admitWithoutService(key, request);
    if (!reply.ok) {
      this.admissions.delete(key);
      return reply;
    }
    const admission = this.withOwnVerdict(reply, request);
    this.admissions.set(key, admission);
    return admission;
  }

  /** As it was admitted last; a boot since then has the last word on whether it is accepted. */
  private admitWithoutService(key: string, { tenantId, stationId }: AskRequest<typeof asks.admit>): AdmissionReply {
    const known = this.admissions.get(key);
    if (known === undefined) return { ok: false, reason: 'unavailable' };
    const booted = this.boots.get(`${tenantId}/${stationId}`);
    return booted === undefined ? known : { ...known, registration: booted.status };
  }

  /** The registry reads boots from the log and may not have read the newest yet: a station that was just accepted here is. */
  private withOwnVerdict(admission: Admission, { tenantId, stationId }: AskRequest<typeof asks.admit>): Admission {
    const registration = admission.registration ?? this.boots.get(`${tenantId}/${stationId}`)?.status;
    return registration === undefined ? admission : { ...admission, registration };
  }

  /** How a station's last boot was answered, here or elsewhere; undefined if it never booted, or nobody says. */
  async lastBoot(station: AskRequest<typeof asks.stationState>): Promise<RegistrationStatus | undefined> {
    const { tenantId, stationId } = station;
    const reply = await this.askOrAway(asks.stationState, { tenantId, stationId });
    return reply !== 'away' && reply.ok ? reply.registration : undefined;
  }

  /** Answers the question a message raised. */
  async decide(question: Question, context: StationContext): Promise<Verdicts> {
    if (question.ask === 'boot') return this.boot(question, context);
    if (question.ask === 'provider') return this.askProvider(question, context);
    return { authorization: await this.authorize(question, context) };
  }

  /** Nobody need be connected for it: then there is no verdict, and the station is told so in the words of its version. */
  private async askProvider(question: ProviderQuestion, context: StationContext): Promise<Verdicts> {
    const { tenantId, stationId } = context;
    const { about, request } = question;
    const reply = await this.askOrAway(askOf(question), { tenantId, stationId, ...request });
    return reply === 'away' ? {} : { provider: { about, reply } as ProviderReply };
  }

  private async boot(question: Extract<Question, { ask: 'boot' }>, context: StationContext): Promise<Verdicts> {
    const { tenantId, stationId } = context;
    const key = `${tenantId}/${stationId}`;
    const reply = await this.askOrAway(asks.boot, {
      tenantId,
      stationId,
      ocppVersion: context.link.ocppVersion,
      transport: context.link.transport,
      ...question.request,
    });
    if (reply === 'away') {
      const known = this.boots.get(key);
      if (known) return { boot: { ...known, decidedBy: 'last-known' } };
      return { boot: { status: 'pending', intervalS: UNDECIDED_INTERVAL_S, decidedBy: 'policy' } };
    }
    if (!reply.ok) return { boot: { status: 'rejected', intervalS: UNDECIDED_INTERVAL_S, decidedBy: 'service' } };
    const verdict: BootVerdict = { status: reply.status, intervalS: reply.intervalS, decidedBy: 'service' };
    this.boots.set(key, verdict);
    const { evseMap, costDisplay } = reply;
    return {
      boot: verdict,
      ...(evseMap !== undefined && { evseMap }),
      ...(costDisplay !== undefined && { costDisplay }),
    };
  }

  private async authorize(
    question: Extract<Question, { ask: 'authorize' }>,
    context: StationContext,
  ): Promise<AuthorizationVerdict> {
    const { tenantId, stationId } = context;
    const key = `${tenantId}/${question.request.token.toLowerCase()}`;
    const reply = await this.askOrAway(asks.authorize, { tenantId, stationId, ...question.request });
    if (reply === 'away') return this.authorizeWithoutService(this.tokens.get(key));
    if (!reply.ok) return { status: 'invalid', decidedBy: 'service' };
    const { ok: _, sessionId, ...told } = reply;
    const verdict: AuthorizationVerdict = { ...told, decidedBy: 'service' };
    // A token that is busy elsewhere is a good token: that refusal is about the moment, not about the token.
    this.tokens.set(key, verdict.status === 'concurrent-tx' ? { ...verdict, status: 'accepted' } : verdict);
    // So is the session that was asked for.
    return { ...verdict, ...(sessionId !== undefined && { sessionId }) };
  }

  private authorizeWithoutService(known: AuthorizationVerdict | undefined): AuthorizationVerdict {
    if (this.policy === 'reject-all') return { status: 'invalid', decidedBy: 'policy' };
    if (known) return { ...known, decidedBy: 'last-known' };
    return { status: this.policy === 'accept-all' ? 'accepted' : 'unknown', decidedBy: 'policy' };
  }

  private async askOrAway<A extends Ask>(
    ask: A,
    request: z.input<A['request']>,
    deadlineMs = this.deadlines.answerMs,
  ): Promise<AskReply<A> | 'away'> {
    try {
      return await this.messaging.ask(ask, request, { deadlineMs });
    } catch (error) {
      if (error instanceof AskFailed) return 'away';
      throw error;
    }
  }
}

/** The data of each vendor is asked about on a subject of its own. */
function askOf({ about, request }: ProviderQuestion): Ask {
  const ask = providerAsks[about];
  return about === 'dataTransfer' ? { ...ask, subject: dataTransferSubject(request.vendorId) } : ask;
}

/** The same station, with the same proofs, over a transport of the same kind: what was said of it may be said again. */
function credentialsKey(request: AskRequest<typeof asks.admit>): string {
  const { tenantId, stationId, transport, basic, tls, certificate } = request;
  const proofs = [
    tenantId,
    stationId,
    transport,
    basic?.username,
    basic?.passwordBase64,
    tls,
    certificate?.fingerprint,
  ];
  return createHash('sha256').update(JSON.stringify(proofs)).digest('base64');
}
