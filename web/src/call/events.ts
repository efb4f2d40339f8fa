import type {
  CallFound,
  CallView,
  ClientNotice,
  ErrorDetails,
  HostAct,
  IceConfig,
  Media,
  ParticipantId,
  ServerMessage,
} from '../protocol/messages';
import type { FileAction, FileView } from './files';
import type { Emoji } from './gestures';
import type { ToldLine } from './history';
import type { ChatLine, DeviceFailure, DeviceKind, LinkState, NamedDevice, ShareContent, Sound } from './state';

export type PeerConnectionState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';
/** `kept`: what was open before still is. */
export type CaptureOutcome = { ok: true; device?: NamedDevice } | { ok: false; failure: DeviceFailure; kept?: true };
/** `canceled`: the person closed the browser's question. */
export type ShareOutcome = 'shared' | 'canceled' | 'failed';

/** Everything that can happen to a call: from the person, the server, the devices, the other browsers, the clock. */
export type CallEvent =
  // the person
  | { type: 'name-changed'; name: string }
  | { type: 'devices-wanted' }
  | { type: 'microphone-toggled' }
  | { type: 'talk-pressed' }
  | { type: 'talk-released' }
  | { type: 'camera-toggled' }
  | { type: 'device-chosen'; device: DeviceKind }
  | { type: 'join-pressed' }
  | { type: 'leave-pressed' }
  | { type: 'end-pressed' }
  | { type: 'rejoin-pressed' }
  | { type: 'wait-canceled' }
  | { type: 'host-acted'; act: HostAct }
  | { type: 'chat-toggled' }
  | { type: 'chat-written'; line: Omit<ChatLine, 'waitsFor'> }
  | { type: 'share-pressed' }
  | { type: 'share-content-chosen'; content: ShareContent }
  | { type: 'file-pressed'; key: string; action: FileAction }
  | { type: 'hand-pressed' }
  | { type: 'reaction-pressed'; emoji: Emoji }
  | { type: 'peer-retry-pressed'; id: ParticipantId }
  | { type: 'toast-dismissed'; id: number }
  // the link to the server
  | { type: 'link-changed'; link: LinkState }
  | {
      type: 'welcomed';
      you: ParticipantId;
      resumed: boolean;
      ice: IceConfig;
      snapshot?: CallView;
      snapshotTaken: boolean;
      /** The server was restarted: its relayed connections are gone (rule S34). */
      restarted: boolean;
    }
  | { type: 'call-found'; found: CallFound }
  | { type: 'look-up-refused'; code: string; details?: ErrorDetails }
  | { type: 'call-joined'; view: CallView }
  | { type: 'join-pending' }
  | { type: 'join-refused'; code: string; details?: ErrorDetails }
  | { type: 'passphrase-changed'; passphrase: string }
  | { type: 'end-refused'; code: string }
  | { type: 'message'; message: ServerMessage; from?: ParticipantId }
  // devices
  | { type: 'captured'; outcome: Partial<Record<DeviceKind, CaptureOutcome>> }
  | { type: 'track-ended'; device: DeviceKind; lost: NamedDevice }
  | { type: 'microphone-heard'; sound: Sound }
  | { type: 'devices-listed'; devices: Record<DeviceKind, readonly NamedDevice[]> }
  | { type: 'share-opened'; outcome: ShareOutcome }
  | { type: 'share-ended' }
  // the other browsers
  | { type: 'peer-state'; id: ParticipantId; state: PeerConnectionState }
  | { type: 'peer-path'; id: ParticipantId; path: 'unknown' | 'direct' | 'relayed'; lossy: boolean }
  | { type: 'peer-flow'; id: ParticipantId; flowing: boolean }
  | { type: 'peer-offered'; id: ParticipantId }
  | { type: 'peer-share'; id: ParticipantId; sharing: boolean }
  | { type: 'peer-channel'; id: ParticipantId; open: boolean }
  | { type: 'peer-renamed'; from: ParticipantId; to: ParticipantId }
  | { type: 'chat-received'; from: ParticipantId; line: Pick<ChatLine, 'id' | 'text' | 'writtenAt'> }
  | { type: 'chat-acknowledged'; from: ParticipantId; id: string }
  | { type: 'history-asked'; from: ParticipantId }
  | { type: 'history-told'; from: ParticipantId; lines: readonly ToldLine[] }
  | { type: 'hand-told'; from: ParticipantId; raised: boolean; age: number }
  | { type: 'reaction-received'; from: ParticipantId; emoji: Emoji }
  | { type: 'file-changed'; with: ParticipantId; file: FileView; at: number }
  // the network
  | { type: 'network-hint' }
  // the clock
  | { type: 'tick' };

/** What the call asks of the world. */
export type CallEffect =
  | { do: 'look-up'; call: string }
  | { do: 'join'; call: string; name: string; media: Media; key?: string; passphrase?: string }
  | { do: 'end-call' }
  | { do: 'send'; message: ClientNotice }
  | { do: 'set-ice-servers'; ice: IceConfig }
  /** `id`: this one, whatever was chosen. */
  | { do: 'capture'; audio: boolean; video: boolean; id?: string }
  | { do: 'capture-another'; device: DeviceKind; lost: string }
  | { do: 'set-microphone'; enabled: boolean }
  | { do: 'close-camera' }
  | { do: 'close-devices' }
  | { do: 'open-share'; content: ShareContent }
  | { do: 'set-share-content'; content: ShareContent }
  | { do: 'close-share' }
  | { do: 'open-peer'; id: ParticipantId; polite: boolean; offer: boolean }
  | { do: 'offer'; id: ParticipantId }
  | { do: 'restart-ice'; id: ParticipantId }
  | { do: 'repeat-offer'; id: ParticipantId }
  | { do: 'rebuild-peer'; id: ParticipantId }
  | { do: 'close-peer'; id: ParticipantId }
  | { do: 'rename-peer'; from: ParticipantId; to: ParticipantId }
  | { do: 'act-on-file'; key: string; action: FileAction }
  | { do: 'remember-call' }
  /** The link lets nobody in any more. */
  | { do: 'forget-link' }
  | TalkEffect;

/** What is said to the other browsers. */
export type TalkEffect =
  | { do: 'wake-peers' }
  | { do: 'announce-self'; you: ParticipantId }
  | { do: 'send-chat'; to: ParticipantId; line: ChatLine }
  | { do: 'acknowledge-chat'; to: ParticipantId; id: string }
  | { do: 'tell-hand'; to?: ParticipantId; raised: boolean; age: number }
  | { do: 'send-reaction'; emoji: Emoji }
  | { do: 'ask-history'; to: ParticipantId }
  | { do: 'tell-history'; to: ParticipantId; lines: readonly ToldLine[] };
