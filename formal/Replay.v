(** What the models say to cases that the Go side makes. formal/cases writes the cases; a case is held here against what the
    kernel answered, bit for bit. *)
From Coq Require Import Uint63 List Arith NArith ZArith Bool Floats String.
From Backfire Require Import Bytes Halt Binary64 Version Gate.
From Backfire Require Score Redact.
Import ListNotations.

(** The names of the cases that do not agree. *)
Definition differ {A} (agrees : A -> bool) (cases : list (string * A)) : list string :=
  map fst (filter (fun c => negb (agrees (snd c))) cases).

Definition same_float : float -> float -> bool := PrimFloat.Leibniz.eqb.

Fixpoint same_list {A} (same : A -> A -> bool) (x y : list A) : bool :=
  match x, y with
  | [], [] => true
  | a :: x, b :: y => same a b && same_list same x y
  | _, _ => false
  end.

Definition same_option {A} (same : A -> A -> bool) (x y : option A) : bool :=
  match x, y with Some a, Some b => same a b | None, None => true | _, _ => false end.

(** ** Halt *)

Definition reason_number (r : reason) : nat :=
  match r with NonFinite => 1 | HardLimit => 2 | WindowMean => 3 | Trend => 4 | Entropy => 5 | Deadline => 6 end.

Definition same_finding (x y : finding binary64) : bool :=
  let '(r, v, l) := x in
  let '(r', v', l') := y in
  (reason_number r =? reason_number r')%nat && same_float v v' && same_float l l'.

Definition tok (score : float) (entropy elapsed : option float) : token binary64 :=
  {| score := score : num binary64; entropy := entropy; elapsed := elapsed |}.

Definition give (hard soft : float) (window : Z) (wt : float) (trend : Z) (tt entropy deadline : float) : given :=
  {| given_limits := (hard, soft); given_window := (window, wt); given_trend := (trend, tt); given_measures := (entropy, deadline) |}.

(** A run: what was refused of the configuration, or how many tokens left, and where and why it halted. The machine with its
    buffer and the function of the whole stream must both say so. *)
Definition halt_run : Type := given * list (token binary64) * (option nat + nat * option (nat * finding binary64)).
Definition halt_run_agrees (c : halt_run) : bool :=
  let '(g, tokens, want) := c in
  match want with
  | inl field => same_option Nat.eqb (refused g) field
  | inr (left, halted) =>
      let s := combine (seq 0 (List.length tokens)) tokens in
      let agrees r :=
        same_list Nat.eqb (fst r) (seq 0 left) &&
        same_option (fun x y => (fst x =? fst y)%nat && same_finding (snd x) (snd y))
          (match snd r with Some d => match found _ d with Some f => Some (index _ d, f) | None => None end | None => None end) halted in
      match refused g with Some _ => false | None => true end &&
      agrees (Halt.run binary64 nat (config_of g) s) && agrees (spec_from binary64 nat (config_of g) [] s)
  end.

(** Step by step, also beyond a halt: index, finding, warning. *)
Definition halt_steps : Type := given * list (token binary64) * list (nat * option (finding binary64) * bool).
Definition halt_steps_agrees (c : halt_steps) : bool :=
  let '(g, tokens, want) := c in
  same_list (fun x y => let '(i, f, w) := x in let '(i', f', w') := y in
      (i =? i')%nat && same_option same_finding f f' && Bool.eqb w w')
    (snd (fold_left (fun a t => let '(st, d) := step binary64 (config_of g) (fst a) t in
        (st, snd a ++ [(index _ d, found _ d, warning _ d)])) tokens (start binary64, []))) want.

(** ** Score *)

(** The float [m] times 2^[e]. *)
Definition units (m e : Z) : option Z := Some (Z.shiftl m (e + 1074)).

(** The configuration, the divergences, and the field that is refused or the score, approved, warning. *)
Definition coherence : Type :=
  option Z * option Z * option Z * option Z * option Z * option Z * (nat + option Z * bool * bool).

Definition coherence_agrees (c : coherence) : bool :=
  let '(threshold, soft, wl, wf, hl, hf, want) := c in
  match threshold, soft, wl, wf, want with
  | Some t, Some s, Some l, Some f, inr (score, approved, warning) =>
      let v := Score.coherence {| Score.threshold := t; Score.soft_limit := s; Score.w_logic := l; Score.w_fact := f |} hl hf in
      match Score.refused threshold soft wl wf with Some _ => false | None => true end &&
      same_option Z.eqb (Some (Score.score v)) score && Bool.eqb (Score.approved v) approved && Bool.eqb (Score.warning v) warning
  | _, _, _, _, inl field => same_option Nat.eqb (Score.refused threshold soft wl wf) (Some field)
  | _, _, _, _, _ => false
  end.

(** ** Version *)

Definition version : Type := list byte * bool.
Definition version_agrees (c : version) : bool := Bool.eqb (accepts (fst c)) (snd c).

Definition choice_number (c : Version.choice) : nat :=
  match c with Serves GoKernel => 0 | Serves RustKernel => 1 | Rejected _ => 2 | WrongSetting => 3 end.

Definition choice : Type := setting * option native * nat.
Definition choice_agrees (c : choice) : bool :=
  let '(s, f, want) := c in (choice_number (choose s f) =? want)%nat.

(** ** Gate *)

(** What the segmenter, the judge and the scanner say of one answer. [ends] has, by the offset where a claim starts, how many
    bytes it takes to know its end, and that end. [looks] has, by offset and length of what is looked at, where findings that
    halt begin, and where something is alive. *)
Record said := {
  text : list byte;
  ends : list (N * N * N);
  fails : option N;                           (* the number of the judged claim that halts *)
  looks : list (N * N * list N * N);
  firings : list (N * N * N * bool)           (* by offset and length held: how much is whole, whether it passes the scan *)
}.

Definition size {A} (l : list A) : N := N.of_nat (List.length l).

Definition said_segmenter (s : said) : segmenter :=
  {| mark := N;
     first := fun at_ b eof =>
       match find (fun e => (fst (fst e) =? at_)%N) (ends s) with
       | Some (_, need, n) => if (need <=? size b)%N || eof && negb (size b =? 0)%N then Some (N.to_nat n, at_ + n)%N else None
       | None => None
       end;
     cut := fun at_ c => (at_ + size c)%N |}.

(** Whether [view] is the [n] bytes of the answer from [o] on. *)
Definition is_at (s : said) (o n : N) (view : list byte) : bool :=
  (n =? size view)%N && same_list N.eqb (firstn (N.to_nat n) (skipn (N.to_nat o) (text s))) view.

(** Nothing is said of most views: nothing is found there, and nothing alive. *)
Definition looked (s : said) (view : list byte) : list nat * nat :=
  match find (fun l => let '(o, n, _, _) := l in is_at s o n view) (looks s) with
  | Some (_, _, f, a) => (map N.to_nat f, N.to_nat a)
  | None => ([], List.length view)
  end.

Definition fired (s : said) (held : list byte) : option (nat * bool) :=
  match find (fun f => let '(o, n, _, _) := f in is_at s o n held) (firings s) with
  | Some (_, _, n, pass) => Some (N.to_nat n, pass)
  | None => None
  end.

Definition said_judge (s : said) (scans : bool) : judge :=
  {| memory := N;
     rule := fun k _ => (N.succ k, match fails s with Some f => if (k =? f)%N then Fail else Pass | None => Pass end);
     scan := fun n h eof => if scans then scan_from (fun v => fst (looked s v)) (fun v => snd (looked s v)) max_scan_ahead aheads n h eof
                            else Some Pass;
     scan_held := fun n h => match fired s h with Some (_, true) => Pass | _ => Fail end;
     in_progress := fun h => match fired s h with Some _ => true | None => false end;
     whole := fun h => match fired s h with Some (n, _) => n | None => 0%nat end |}.

Record gate := {
  says : said;
  scans : bool;
  max_bytes : N;
  on_overflow : bool;              (* release, else halt *)
  on_timeout : bool;
  happens : list (N * bool);       (* a write of so many bytes, and whether hold.max_wait fires right after it *)
  left_after : list N;             (* how many bytes have left after each of them, and at the end *)
  stops : bool;
  logged : list (N * N)            (* claims: 0 approved, 1 unjudged, 2 halted, and their length *)
}.

Fixpoint events (text : list byte) (es : list (N * bool)) : list (list event) :=
  match es with
  | [] => [[Close]]
  | (n, fires) :: es =>
      (Write (firstn (N.to_nat n) text) :: if fires then [Fire] else []) :: events (skipn (N.to_nat n) text) es
  end.

Definition kind_number (k : kind) : N := match k with Approved => 0 | Unjudged => 1 | Halted => 2 end.

Definition gate_agrees (c : gate) : bool :=
  let g := said_segmenter (says c) in
  let j := said_judge (says c) (scans c) in
  let '(last, lefts) := fold_left (fun a es =>
      let st := Gate.run g j (N.to_nat (max_bytes c)) look_ahead (on_overflow c) (on_timeout c) (fst a) es in
      (st, snd a ++ [size (released g j st)]))
    (events (text (says c)) (happens c)) (begin g j (0%N : mark g) (0%N : memory j), []) in
  same_list N.eqb lefts (left_after c) && Bool.eqb (stopped g j last) (stops c) &&
  same_list (fun x y => (fst x =? fst y)%N && (snd x =? snd y)%N)
    (map (fun e => (kind_number (fst e), size (snd e))) (log g j last)) (logged c) &&
  same_list N.eqb (released g j last) (firstn (List.length (released g j last)) (text (says c))).

(** ** Redaction *)

(** Texts that are masked with one vault, each with what the scan found in it (kind, from, to) and what came out; then texts
    that are restored from it. *)
Definition redaction : Type :=
  list (list byte * list (list byte * nat * nat) * list byte) * list (list byte * list byte).

Definition redaction_agrees (c : redaction) : bool :=
  let item m := let '(k, a, b) := m in {| Redact.kind := k; Redact.from := a; Redact.to := b |} in
  match fold_left (fun v m =>
      let '(text, found, want) := m in
      match v with
      | Some v =>
          match Redact.mask v text (map item found) with
          | Some (v, out) => if same_list N.eqb out want then Some v else None
          | None => None
          end
      | None => None
      end) (fst c) (Some []) with
  | Some v => forallb (fun r => same_list N.eqb (Redact.restore v (fst r)) (snd r)) (snd c)
  | None => false
  end.
