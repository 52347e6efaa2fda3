/** Records while a button is held. */
export type Take = { stop(): Promise<Uint8Array | null> };

/** What recognisers take. */
const RATE = 16_000;
/** Seconds after which a take ends by itself: a stuck button must not record a shift. */
const LONGEST_SECONDS = 60;

/** @throws the browser's own error when there is no microphone or no leave to use it */
export const startTake = async (): Promise<Take> => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const ended = new Promise<void>((resolve) => {
    recorder.onstop = () => resolve();
  });
  const end = (): void => {
    if (recorder.state !== 'inactive') recorder.stop();
    for (const track of stream.getTracks()) track.stop();
  };
  const limit = setTimeout(end, LONGEST_SECONDS * 1000);
  recorder.start();
  return {
    stop: async () => {
      clearTimeout(limit);
      end();
      await ended;
      const blob = new Blob(parts, { type: recorder.mimeType });
      return blob.size === 0 ? null : toWav(await blob.arrayBuffer());
    },
  };
};

/** Decodes at 16 kHz and mixes to one channel. */
const toWav = async (encoded: ArrayBuffer): Promise<Uint8Array | null> => {
  const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(encoded);
  if (sound.length === 0) return null;
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index));
  const samples = Float32Array.from({ length: sound.length }, (_, at) =>
    channels.reduce((sum, channel) => sum + (channel[at] ?? 0) / channels.length, 0),
  );
  return encodeWav(samples, RATE);
};

/** 16-bit mono PCM in a RIFF frame; samples −1 … 1. */
export const encodeWav = (samples: Float32Array, rate: number): Uint8Array => {
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string): void => bytes.set(new TextEncoder().encode(word), at);
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, at) => {
    view.setInt16(44 + at * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true);
  });
  return bytes;
};
