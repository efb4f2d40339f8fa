/** Two soft tones; made here, so that there is no file to load. */
export function chime(): void {
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.7);
  volume.connect(audio.destination);
  for (const [pitch, after] of [
    [660, 0],
    [880, 0.18],
  ] as const) {
    const tone = audio.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume);
    tone.start(audio.currentTime + after);
    tone.stop(audio.currentTime + 0.7);
    tone.onended = () => after > 0 && void audio.close();
  }
}
