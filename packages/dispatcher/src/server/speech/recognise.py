"""Hears one English command in a 16 kHz mono WAV: recognise.py SAID.wav NAMES.json -> {"text": "..."} on stdout.

Names with a word that the dictionary lacks are left out of the grammar; a sentence outside of the grammar gives an empty text.
"""
import json
import sys
import wave

from pocketsphinx import Decoder

GRAMMAR = """#JSGF V1.0;
grammar command;
<name> = {names};
<thing> = [the] <name>;
<carry> = bring | take | move | carry | put | deliver;
<look> = photograph | inspect | scan | measure | check;
<verb> = open | close | clean | sweep | wipe | charge | start | stop;
<to> = to | on | onto | into | in;
public <said> = stop | stop all | stop everything | pause | resume | cancel | undo
  | <carry> <thing> [and <thing>] [from <thing>] <to> <thing>
  | (<look> | <verb>) <thing> [and <thing>]
  | send <thing> to <thing>
  | where is <thing>
  | what is <thing> doing
  | why is <thing> waiting;
"""


def main() -> None:
    with wave.open(sys.argv[1], "rb") as sound:
        if sound.getnchannels() != 1 or sound.getsampwidth() != 2 or sound.getframerate() != 16000:
            raise SystemExit("16 kHz mono 16-bit WAV is needed")
        samples = sound.readframes(sound.getnframes())
    with open(sys.argv[2], encoding="utf-8") as file:
        names = json.load(file)
    decoder = Decoder(lm=None, samprate=16000, loglevel="FATAL")
    known = [name for name in names if all(decoder.lookup_word(word) for word in name.split())]
    decoder.add_jsgf_string("command", GRAMMAR.format(names=" | ".join(known) or "robot"))
    decoder.activate_search("command")
    decoder.start_utt()
    decoder.process_raw(samples, full_utt=True)
    decoder.end_utt()
    heard = decoder.hyp()
    json.dump({"text": heard.hypstr if heard else ""}, sys.stdout)


main()
