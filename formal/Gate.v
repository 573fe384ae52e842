(** The release gate: what of an answer leaves, and when. Models backfire/gate.go and backfire/gate_scan.go.

    The segmenter, the judge and the scanner are parameters. Of the segmenter and the scanner only what contract/SPEC.md
    promises is used: that an end, once known, does not change with bytes that come later, and that it is known at the latest
    a fixed number of bytes beyond. *)
From Coq Require Import List Arith NArith Lia Bool Sorted.
From Backfire Require Import Bytes.
Import ListNotations.

(** ** Cutting at a code point *)

Definition continues (b : byte) : bool := between 128 b 191.

(** How many bytes the code point at the start of a text has, 1 if it is none: utf8.DecodeRune. *)
Definition rune_size (text : list byte) : nat :=
  match text with
  | a :: b :: rest =>
      if between 194 a 223 then if continues b then 2 else 1
      else match rest with
      | c :: rest =>
          if between 224 a 239
          then let low := if (a =? 224)%N then 160%N else 128%N in
               let high := if (a =? 237)%N then 159%N else 191%N in
               if between low b high && continues c then 3 else 1
          else match rest with
          | d :: _ =>
              if between 240 a 244
              then let low := if (a =? 240)%N then 144%N else 128%N in
                   let high := if (a =? 244)%N then 143%N else 191%N in
                   if between low b high && continues c && continues d then 4 else 1
              else 1
          | [] => 1
          end
      | [] => 1
      end
  | _ => 1
  end.

(** The last code-point boundary of [b] that is at most [n]: as far back as a code point reaches, [k] bytes before. *)
Definition cut_back (b : list byte) (n k : nat) (further : nat) : nat :=
  if n <? k then n
  else if continues (nth (n - k) b 0%N) then further
  else if k <? rune_size (skipn (n - k) b) then n - k else n.

Definition cut_point (b : list byte) (n : nat) : nat := cut_back b n 1 (cut_back b n 2 (cut_back b n 3 n)).

Lemma cut_point_bounds : forall b n, n - 3 <= cut_point b n <= n.
Proof.
  intros b n. unfold cut_point, cut_back.
  repeat match goal with |- context [if ?c then _ else _] => destruct c end; lia.
Qed.

Lemma firstn_app_le : forall n (a b : list byte), n <= length a -> firstn n (a ++ b) = firstn n a.
Proof. intros n a b H. rewrite firstn_app. replace (n - length a) with 0 by lia. simpl. apply app_nil_r. Qed.

(** ** What the gate asks others *)

Record segmenter := {
  mark : Type;                                                  (* how it stands at the start of a claim *)
  first : mark -> list byte -> bool -> option (nat * mark);     (* the end of the first claim, if it is known *)
  cut : mark -> list byte -> mark                               (* after the gate ended a claim of these bytes *)
}.

Record keeps_contract (g : segmenter) (ahead limit : nat) : Prop := {
  first_within : forall s b eof e s', first g s b eof = Some (e, s') -> 0 < e <= length b;
  first_stays : forall s b p eof r, first g s b false = Some r -> first g s (b ++ p) eof = Some r;
  first_in_time : forall s b p eof e s', first g s (b ++ p) eof = Some (e, s') -> e + ahead <= length b ->
    first g s b false = Some (e, s');
  first_at_end : forall s b, b <> [] -> exists r, first g s b true = Some r;
  first_whole : forall s b p e s', first g s b false = Some (e, s') -> limit < e ->
    cut_point (b ++ p) limit = cut_point b limit
}.

(** Some segmenter keeps it: one that takes all of an answer for one claim. *)
Lemma the_contract_can_be_kept : forall ahead limit, 0 < ahead -> keeps_contract
  {| mark := unit; first := fun s b eof => if eof && negb (length b =? 0) then Some (length b, s) else None; cut := fun s _ => s |}
  ahead limit.
Proof.
  intros ahead limit A. split; cbn [first mark]; intros s b.
  - intros eof e s'. destruct eof, (Nat.eqb_spec (length b) 0); simpl; try discriminate. intros H. injection H as <-. lia.
  - discriminate.
  - intros p eof e s' H L. destruct (eof && negb (length (b ++ p) =? 0)) eqn:E; [|discriminate].
    injection H as <- _. rewrite app_length in L. lia.
  - intros H. destruct b; [congruence|]. now eexists.
  - discriminate.
Qed.

Inductive answer := Pass | Fail.

Record judge := {
  memory : Type;                                         (* of scores, say *)
  rule : memory -> list byte -> memory * answer;         (* on a claim *)
  scan : nat -> list byte -> bool -> option answer;      (* on the claim that is the first bytes of what is held *)
  scan_held : nat -> list byte -> answer;                (* the same with what is held and no more *)
  in_progress : list byte -> bool;                       (* there is more than white space *)
  whole : list byte -> nat                               (* less what may be the start of a code point *)
}.

Record scans_in_time (j : judge) (ahead : nat) : Prop := {
  scan_stays : forall n b p eof r, n <= length b -> scan j n b false = Some r -> scan j n (b ++ p) eof = Some r;
  scan_in_time : forall n b eof, n + ahead <= length b -> scan j n b eof <> None;
  scan_at_end : forall n b, scan j n b true <> None
}.

Section Gate.
Variable G : segmenter.
Variable R : judge.
Variables limit ahead scan_ahead : nat.             (* hold.max_bytes, LookAhead, how far scanning looks beyond a claim *)
Variables release_overflow release_timeout : bool.  (* the failure modes: release, else halt *)

Inductive kind := Approved | Unjudged | Halted.
Definition left (k : kind) : bool := match k with Halted => false | _ => true end.

Record state := {
  base : mark G;
  memo : memory R;
  held : list byte;                (* of a gate that has stopped, none: they never leave *)
  released : list byte;
  log : list (kind * list byte);   (* every claim that was decided *)
  stopped : bool
}.

Definition begin (s : mark G) (m : memory R) : state :=
  {| base := s; memo := m; held := []; released := []; log := []; stopped := false |}.

Inductive outcome := Need | Claim (n : nat) (s : mark G) (a : answer) | Early (n : nat) (s : mark G) (a : answer).

(** No claim ends within the limit. If the policy is to halt, that is that; else what is to leave is scanned first. *)
Definition early (s : mark G) (view h : list byte) (eof : bool) : outcome :=
  let n := cut_point view limit in
  let s' := cut G s (firstn n h) in
  if release_overflow then match scan R n h eof with Some a => Early n s' a | None => Need end else Early n s' Fail.

(** What can be said of what is held. *)
Definition decide (s : mark G) (h : list byte) (eof : bool) : outcome :=
  let view := firstn (limit + ahead) h in
  let last := eof && (length h <=? limit + ahead) in
  match first G s view last with
  | Some (e, s') =>
      if e <=? limit then match scan R e h eof with Some a => Claim e s' a | None => Need end else early s view h eof
  | None => if length view =? limit + ahead then early s view h eof else Need
  end.

Definition halt (st : state) (c : list byte) : state :=
  {| base := base st; memo := memo st; held := []; released := released st; log := log st ++ [(Halted, c)]; stopped := true |}.

Definition release (st : state) (k : kind) (n : nat) (s : mark G) (m : memory R) : state :=
  let c := firstn n (held st) in
  {| base := s; memo := m; held := skipn n (held st); released := released st ++ c; log := log st ++ [(k, c)]; stopped := false |}.

(** A bound ends the claim in progress: it leaves unjudged if the policy says so and nothing is found in it. *)
Definition end_early (may_leave : bool) (st : state) (n : nat) (s : mark G) (a : answer) : state :=
  let c := firstn n (held st) in
  if may_leave then match a with Pass => release st Unjudged n s (memo st) | Fail => halt st c end else halt st c.

Definition apply (st : state) (o : outcome) : state :=
  match o with
  | Need => st
  | Claim n s a =>
      let c := firstn n (held st) in
      match a, rule R (memo st) c with
      | Pass, (m, Pass) => release st Approved n s m
      | _, _ => halt st c
      end
  | Early n s a => end_early release_overflow st n s a
  end.

Fixpoint drain (fuel : nat) (st : state) (eof : bool) : state :=
  match fuel with
  | 0 => st
  | S fuel =>
      if stopped st then st
      else match decide (base st) (held st) eof with Need => st | o => drain fuel (apply st o) eof end
  end.

Definition take (st : state) (p : list byte) : state :=
  if stopped st then st
  else {| base := base st; memo := memo st; held := held st ++ p; released := released st; log := log st; stopped := false |}.

Definition settle (st : state) (eof : bool) : state := drain (length (held st)) st eof.

(** What happens to a gate: a write, the firing of hold.max_wait, the end of the answer. *)
Inductive event := Write (p : list byte) | Fire | Close.

Definition fire (st : state) : state :=
  if stopped st then st
  else if in_progress R (held st)
  then let n := whole R (held st) in end_early release_timeout st n (cut G (base st) (firstn n (held st))) (scan_held R n (held st))
  else st.

Definition handle (st : state) (e : event) : state :=
  match e with
  | Write p => settle (take st p) false
  | Fire => fire st
  | Close => settle st true
  end.

Definition run (st : state) (es : list event) : state := fold_left handle es st.

Definition bytes_of (es : list event) : list byte :=
  concat (map (fun e => match e with Write p => p | _ => [] end) es).

(** ** For any gate *)

(** What a step does to the log and to what has left: they only grow, and what has left is the claims in it that left. *)
Record grows (a b : state) : Prop := {
  log_grows : exists more, log b = log a ++ more;
  released_grows : exists more, released b = released a ++ more
}.

Lemma grows_refl : forall a, grows a a.
Proof. intros a. split; exists []; now rewrite app_nil_r. Qed.

Lemma grows_trans : forall a b c, grows a b -> grows b c -> grows a c.
Proof.
  intros a b c [[x Hx] [y Hy]] [[z Hz] [w Hw]]. split; [exists (x ++ z) | exists (y ++ w)]; rewrite app_assoc; congruence.
Qed.

Lemma halt_grows : forall st c, grows st (halt st c).
Proof. intros. split; [now eexists | exists []; now rewrite app_nil_r]. Qed.

Lemma release_grows : forall st k n s m, grows st (release st k n s m).
Proof. intros. split; now eexists. Qed.

Lemma end_early_grows : forall b st n s a, grows st (end_early b st n s a).
Proof.
  intros [] st n s []; unfold end_early; auto using halt_grows, release_grows.
Qed.

Lemma apply_grows : forall st o, grows st (apply st o).
Proof.
  intros st [|n s a|n s a]; simpl; auto using grows_refl, end_early_grows.
  destruct a; [|apply halt_grows]. destruct (rule R (memo st) (firstn n (held st))) as [m []]; auto using halt_grows, release_grows.
Qed.

Lemma drain_grows : forall fuel st eof, grows st (drain fuel st eof).
Proof.
  induction fuel; intros st eof; cbn [drain]; [apply grows_refl|]. destruct (stopped st); [apply grows_refl|].
  destruct (decide (base st) (held st) eof) eqn:E; [apply grows_refl| |];
    (eapply grows_trans; [apply apply_grows | apply IHfuel]).
Qed.

Lemma take_grows : forall st p, grows st (take st p).
Proof. intros. unfold take. destruct (stopped st); [apply grows_refl|]. split; exists []; simpl; now rewrite app_nil_r. Qed.

Lemma handle_grows : forall st e, grows st (handle st e).
Proof.
  intros st [p| |]; simpl.
  - eapply grows_trans; [apply take_grows | apply drain_grows].
  - unfold fire. destruct (stopped st); [apply grows_refl|]. destruct (in_progress R (held st)); auto using grows_refl, end_early_grows.
  - apply drain_grows.
Qed.

(** A decision, once made, stays in the log as it is, and what has left has left, whatever happens next. *)
Theorem a_verdict_never_changes : forall st es,
  (exists more, log (run st es) = log st ++ more) /\ (exists more, released (run st es) = released st ++ more).
Proof.
  intros st es. enough (grows st (run st es)) as [] by auto. revert st.
  induction es as [|e es IH]; intros st; [apply grows_refl|]. eapply grows_trans; [apply handle_grows | apply IH].
Qed.

(** After a halt nothing happens any more. *)
Theorem a_halt_is_final : forall st es, stopped st = true -> run st es = st.
Proof.
  intros st es H. induction es as [|e es IH]; [reflexivity|]. simpl. unfold run in IH.
  replace (handle st e) with st; [apply IH|].
  destruct e; simpl; unfold settle, take, fire; rewrite ?H; [|reflexivity|]; destruct (length (held st)); simpl; rewrite ?H; reflexivity.
Qed.

(** The claims of the log that left, and those that were approved. *)
Definition claims (P : kind -> bool) (l : list (kind * list byte)) : list (list byte) :=
  map snd (filter (fun e => P (fst e)) l).

Definition approved (k : kind) : bool := match k with Approved => true | _ => false end.

(** All claims pass the rule, one after the other. *)
Fixpoint all_pass (m : memory R) (cs : list (list byte)) : option (memory R) :=
  match cs with
  | [] => Some m
  | c :: cs => match rule R m c with (m', Pass) => all_pass m' cs | _ => None end
  end.

Lemma all_pass_app : forall cs m c, all_pass m (cs ++ [c]) =
  match all_pass m cs with Some m' => match rule R m' c with (m'', Pass) => Some m'' | _ => None end | None => None end.
Proof.
  induction cs as [|d cs IH]; intros m c; simpl; [now destruct (rule R m c) as [m' []]|].
  destruct (rule R m d) as [m' []]; auto.
Qed.

(** Something was found in none of the claims that were approved. *)
Definition clean (c : list byte) : Prop := exists h eof, firstn (length c) h = c /\ scan R (length c) h eof = Some Pass.

Record sound (m : memory R) (text : list byte) (st : state) : Prop := {
  sound_text : stopped st = false -> released st ++ held st = text;
  sound_prefix : exists rest, text = released st ++ rest;
  sound_log : released st = concat (claims left (log st));
  sound_pass : all_pass m (claims approved (log st)) = Some (memo st);
  sound_clean : Forall clean (claims approved (log st));
  sound_mode : release_overflow = false -> release_timeout = false -> claims left (log st) = claims approved (log st)
}.

Lemma claims_app : forall P l k c, claims P (l ++ [(k, c)]) = claims P l ++ (if P k then [c] else []).
Proof.
  intros. unfold claims. rewrite filter_app, map_app. simpl. now destruct (P k).
Qed.

Lemma sound_begin : forall s m, sound m [] (begin s m).
Proof. intros. split; simpl; auto; [now exists [] | constructor]. Qed.

Lemma sound_halt : forall m text st c, sound m text st -> sound m text (halt st c).
Proof.
  intros m text st c [H1 H2 H3 H4 H5 H6]. split; simpl; rewrite ?claims_app; simpl; rewrite ?app_nil_r; auto. discriminate.
Qed.

Lemma sound_release : forall m text st k n s m', sound m text st -> stopped st = false -> k <> Halted ->
  (k = Approved -> rule R (memo st) (firstn n (held st)) = (m', Pass) /\ clean (firstn n (held st))) ->
  (k = Unjudged -> m' = memo st /\ (release_overflow = true \/ release_timeout = true)) ->
  sound m text (release st k n s m').
Proof.
  intros m text st k n s m' [H1 H2 H3 H4 H5 H6] Hs Hk HA HU. pose proof (H1 Hs) as T.
  assert (E : released st ++ firstn n (held st) ++ skipn n (held st) = text).
  { now rewrite firstn_skipn. }
  split; simpl; rewrite ?claims_app.
  - intros _. now rewrite <- app_assoc.
  - exists (skipn n (held st)). now rewrite <- app_assoc.
  - rewrite concat_app, <- H3. destruct k; simpl; now rewrite ?app_nil_r.
  - destruct k; simpl.
    + rewrite all_pass_app, H4. now destruct (HA eq_refl) as [-> _].
    + rewrite app_nil_r. now destruct (HU eq_refl) as [-> _].
    + congruence.
  - destruct k; simpl; rewrite ?app_nil_r; auto. apply Forall_app. split; auto. constructor; [now destruct (HA eq_refl)|constructor].
  - intros E1 E2. rewrite (H6 E1 E2). destruct k; simpl; auto. destruct (HU eq_refl) as [_ [|]]; congruence.
Qed.

Lemma sound_end_early : forall m text st b n s a, sound m text st -> stopped st = false ->
  (b = true -> release_overflow = true \/ release_timeout = true) -> sound m text (end_early b st n s a).
Proof.
  intros m text st b n s a H Hs Hb. unfold end_early. destruct b; [|now apply sound_halt].
  destruct a; [|now apply sound_halt].
  apply sound_release; auto; try congruence.
Qed.

Lemma decide_cases : forall s h eof o, decide s h eof = o -> keeps_contract G ahead limit ->
  match o with
  | Need => True
  | Claim n _ a => 0 < n <= length h /\ scan R n h eof = Some a
  | Early n _ a => n = cut_point (firstn (limit + ahead) h) limit /\ limit <= length h
  end.
Proof.
  intros s h eof o <- K. unfold decide.
  assert (E : limit <= length h -> match early s (firstn (limit + ahead) h) h eof with
    | Need => True
    | Claim n _ a => 0 < n <= length h /\ scan R n h eof = Some a
    | Early n _ a => n = cut_point (firstn (limit + ahead) h) limit /\ limit <= length h
    end).
  { intros Hl. unfold early. destruct release_overflow; [|now split]. destruct (scan R _ h eof); [now split | exact I]. }
  destruct (first G s (firstn (limit + ahead) h) _) as [[e s'']|] eqn:F.
  - apply (first_within _ _ _ K) in F. rewrite firstn_length in F.
    destruct (e <=? limit) eqn:Ee.
    + destruct (scan R e h eof) eqn:Es; [|exact I]. split; [lia | assumption].
    + apply Nat.leb_gt in Ee. apply E. lia.
  - destruct (length (firstn (limit + ahead) h) =? limit + ahead) eqn:El; [|exact I].
    apply Nat.eqb_eq in El. rewrite firstn_length in El. apply E. lia.
Qed.

Lemma sound_apply : forall m text st eof, keeps_contract G ahead limit -> sound m text st -> stopped st = false ->
  sound m text (apply st (decide (base st) (held st) eof)).
Proof.
  intros m text st eof K H Hs. destruct (decide (base st) (held st) eof) as [|n s a|n s a] eqn:E; simpl; auto.
  - destruct (decide_cases _ _ _ _ E K) as [Hn Hc]. destruct a; [|now apply sound_halt].
    destruct (rule R (memo st) (firstn n (held st))) as [m' []] eqn:Er; [|now apply sound_halt].
    apply sound_release; auto; try congruence. intros _. split; [assumption|]. exists (held st), eof.
    rewrite firstn_length, Nat.min_l by lia. auto.
  - apply sound_end_early; auto.
Qed.

Lemma sound_drain : forall fuel m text st eof, keeps_contract G ahead limit -> sound m text st -> sound m text (drain fuel st eof).
Proof.
  induction fuel; intros m text st eof K H; cbn [drain]; auto. destruct (stopped st) eqn:Hs; auto.
  pose proof (sound_apply m text st eof K H Hs) as X.
  destruct (decide (base st) (held st) eof); auto.
Qed.

Lemma sound_take : forall m text st p, sound m text st -> sound m (text ++ p) (take st p).
Proof.
  intros m text st p [H1 [rest H2] H3 H4 H5 H6]. unfold take. destruct (stopped st) eqn:Hs; split; simpl; auto.
  - congruence.
  - exists (rest ++ p). now rewrite app_assoc, <- H2.
  - intros _. now rewrite app_assoc, H1.
  - exists (rest ++ p). now rewrite app_assoc, <- H2.
Qed.

Lemma sound_run : forall es m text st, keeps_contract G ahead limit -> sound m text st -> sound m (text ++ bytes_of es) (run st es).
Proof.
  induction es as [|e es IH]; intros m text st K H; [simpl; now rewrite app_nil_r|].
  unfold bytes_of. simpl. rewrite app_assoc. apply IH; auto. destruct e as [p| |]; simpl.
  - apply sound_drain; auto using sound_take.
  - rewrite app_nil_r. unfold fire. destruct (stopped st) eqn:Hs; auto. destruct (in_progress R (held st)); auto.
    apply sound_end_early; auto.
  - rewrite app_nil_r. now apply sound_drain.
Qed.

(** What has left is the beginning of the answer, unchanged. *)
Theorem released_is_prefix : forall s m es, keeps_contract G ahead limit ->
  exists rest, bytes_of es = released (run (begin s m) es) ++ rest.
Proof. intros s m es K. apply (sound_prefix _ _ _ (sound_run es m [] _ K (sound_begin s m))). Qed.

(** Where both failure modes are halt, what has left is claims that passed the rule, one after the other, and the scan. *)
Theorem released_is_approved_claims : forall s m es, keeps_contract G ahead limit ->
  release_overflow = false -> release_timeout = false ->
  exists cs, released (run (begin s m) es) = concat cs /\ all_pass m cs <> None /\ Forall clean cs.
Proof.
  intros s m es K E1 E2. destruct (sound_run es m [] _ K (sound_begin s m)) as [_ _ H3 H4 H5 H6].
  exists (claims approved (log (run (begin s m) es))). rewrite <- (H6 E1 E2) at 1. repeat split; auto. congruence.
Qed.

(** In any mode what has left is the claims of the log that may: those approved, and those that a bound ended and the
    policy lets go. *)
Theorem released_is_logged_claims : forall s m es, keeps_contract G ahead limit ->
  released (run (begin s m) es) = concat (claims left (log (run (begin s m) es))) /\
  all_pass m (claims approved (log (run (begin s m) es))) <> None.
Proof.
  intros s m es K. destruct (sound_run es m [] _ K (sound_begin s m)) as [_ _ H3 H4 _ _]. split; [assumption | congruence].
Qed.

(** ** The cutting into writes does not matter *)

Section Chunks.
Hypothesis K : keeps_contract G ahead limit.
Hypothesis T : scans_in_time R scan_ahead.
Hypothesis big : 4 <= limit.

Lemma decide_shrinks : forall st eof o, decide (base st) (held st) eof = o -> o <> Need -> stopped (apply st o) = false ->
  length (held (apply st o)) < length (held st).
Proof.
  intros st eof o E Ho Hs. destruct o as [|n s a|n s a]; [congruence| |]; simpl in *.
  - destruct (decide_cases _ _ _ _ E K) as [Hn _]. destruct a; [|discriminate].
    destruct (rule R (memo st) (firstn n (held st))) as [m []]; [|discriminate]. simpl. rewrite skipn_length. lia.
  - destruct (decide_cases _ _ _ _ E K) as [-> Hn]. unfold end_early in *. destruct release_overflow; [|discriminate].
    destruct a; [|discriminate]. simpl. rewrite skipn_length.
    pose proof (cut_point_bounds (firstn (limit + ahead) (held st)) limit). lia.
Qed.

Lemma stopped_drain : forall f st eof, stopped st = true -> drain f st eof = st.
Proof. intros [] st eof H; simpl; now rewrite ?H. Qed.

Lemma decide_nil : forall s eof, decide s [] eof = Need.
Proof.
  intros s eof. unfold decide. rewrite firstn_nil.
  destruct (first G s [] _) as [[e s']|] eqn:E.
  - apply (first_within _ _ _ K) in E. simpl in E. lia.
  - simpl. now destruct (limit + ahead) eqn:X; [lia|].
Qed.

Lemma enough_fuel : forall f g st eof, length (held st) <= f -> length (held st) <= g -> drain f st eof = drain g st eof.
Proof.
  induction f; intros g st eof Hf Hg.
  - destruct (held st) eqn:Eh; [|simpl in Hf; lia]. destruct g; cbn [drain]; [reflexivity|].
    rewrite Eh, decide_nil. now destruct (stopped st).
  - destruct g; cbn [drain].
    + destruct (held st) eqn:Eh; [|simpl in Hg; lia]. rewrite decide_nil. now destruct (stopped st).
    + destruct (stopped st) eqn:Hs; [reflexivity|]. destruct (decide (base st) (held st) eof) eqn:E; [reflexivity| |];
        (match goal with |- context [apply st ?o] => destruct (stopped (apply st o)) eqn:Hs' end;
         [now rewrite !stopped_drain by exact Hs'|];
         pose proof (decide_shrinks st eof _ E ltac:(discriminate) Hs'); apply IHf; lia).
Qed.

Lemma early_stays : forall s view view' h p eof o, cut_point view' limit = cut_point view limit -> limit <= length h ->
  early s view h false = o -> o <> Need -> early s view' (h ++ p) eof = o.
Proof.
  intros s view view' h p eof o C Hl E Ho. unfold early in *. rewrite C. pose proof (cut_point_bounds view limit).
  rewrite firstn_app_le by lia. destruct release_overflow; [|assumption].
  destruct (scan R (cut_point view limit) h false) as [a|] eqn:Es; [|congruence].
  rewrite (scan_stays _ _ T (cut_point view limit) h p eof a ltac:(lia) Es). assumption.
Qed.

(** What is decided stays decided. *)
Lemma decide_stays : forall s h p eof o, decide s h false = o -> o <> Need -> decide s (h ++ p) eof = o.
Proof.
  intros s h p eof o E Ho. unfold decide in *. simpl in E.
  destruct (le_lt_dec (limit + ahead) (length h)) as [Hl|Hl].
  - (* the view does not change *)
    rewrite (firstn_app_le _ _ _ Hl).
    assert (Lv : length (firstn (limit + ahead) h) = limit + ahead) by (rewrite firstn_length; lia).
    destruct (first G s (firstn (limit + ahead) h) false) as [[e s']|] eqn:F.
    + assert (F' : forall b, first G s (firstn (limit + ahead) h) b = Some (e, s')).
      { intros b. pose proof (first_stays _ _ _ K _ _ [] b _ F) as X. now rewrite app_nil_r in X. }
      rewrite F'. apply (first_within _ _ _ K) in F. rewrite Lv in F.
      destruct (e <=? limit) eqn:Ee.
      * destruct (scan R e h false) as [a|] eqn:Es; [|congruence].
        rewrite (scan_stays _ _ T e h p eof a ltac:(lia) Es). assumption.
      * eapply early_stays; eauto. lia.
    + rewrite Lv, Nat.eqb_refl in *.
      assert (E' : early s (firstn (limit + ahead) h) (h ++ p) eof = o) by (eapply early_stays; eauto; lia).
      generalize (eof && (length (h ++ p) <=? limit + ahead)). intros last.
      destruct (first G s (firstn (limit + ahead) h) last) as [[e s']|] eqn:F'; [|assumption].
      destruct (e <=? limit) eqn:Ee; [|assumption]. apply Nat.leb_le in Ee.
      rewrite <- (app_nil_r (firstn (limit + ahead) h)) in F'.
      apply (first_in_time _ _ _ K) in F'; [congruence | lia].
  - (* the view is all that is held *)
    rewrite (firstn_all2 h) in E by lia.
    destruct (first G s h false) as [[e s']|] eqn:F.
    2: { destruct (length h =? limit + ahead) eqn:X; [apply Nat.eqb_eq in X; lia | congruence]. }
    assert (V : exists p', firstn (limit + ahead) (h ++ p) = h ++ p').
    { exists (firstn (limit + ahead - length h) p). rewrite firstn_app, (firstn_all2 h) by lia. reflexivity. }
    destruct V as [p' V]. rewrite V, (first_stays _ _ _ K _ _ p' _ _ F).
    pose proof (first_within _ _ _ K _ _ _ _ _ F) as Hw.
    destruct (e <=? limit) eqn:Ee.
    + destruct (scan R e h false) as [a|] eqn:Es; [|congruence].
      rewrite (scan_stays _ _ T e h p eof a ltac:(lia) Es). assumption.
    + apply Nat.leb_gt in Ee. eapply early_stays; [apply (first_whole _ _ _ K _ _ p' _ _ F Ee) | lia | exact E | exact Ho].
Qed.

Lemma take_apply : forall st o p, stopped st = false ->
  match o with Need => False | Claim n _ _ | Early n _ _ => n <= length (held st) end ->
  apply (take st p) o = take (apply st o) p.
Proof.
  intros st o p Hs Hn. unfold take at 1. rewrite Hs. destruct o as [|n s a|n s a]; [tauto| |]; simpl.
  - rewrite firstn_app_le by assumption. destruct a; [|reflexivity].
    destruct (rule R (memo st) (firstn n (held st))) as [m []]; [|reflexivity].
    unfold release, take; simpl. rewrite firstn_app_le by assumption. rewrite skipn_app.
    replace (n - length (held st)) with 0 by lia. reflexivity.
  - unfold end_early; simpl. rewrite firstn_app_le by assumption. destruct release_overflow; [|reflexivity].
    destruct a; [|reflexivity].
    unfold release, take; simpl. rewrite firstn_app_le by assumption. rewrite skipn_app.
    replace (n - length (held st)) with 0 by lia. reflexivity.
Qed.

Lemma outcome_within : forall st eof, match decide (base st) (held st) eof with Need => True | Claim n _ _ | Early n _ _ => n <= length (held st) end.
Proof.
  intros st eof. pose proof (decide_cases (base st) (held st) eof _ eq_refl K) as H.
  destruct (decide (base st) (held st) eof); [exact I | lia |].
  destruct H as [-> H]. pose proof (cut_point_bounds (firstn (limit + ahead) (held st)) limit). lia.
Qed.

Lemma settle_step : forall st eof o, stopped st = false -> decide (base st) (held st) eof = o -> o <> Need ->
  settle st eof = settle (apply st o) eof.
Proof.
  intros st eof o Hs E Ho. unfold settle. rewrite (enough_fuel _ (S (length (held st)))) by lia. cbn [drain]. rewrite Hs, E.
  transitivity (drain (length (held st)) (apply st o) eof); [now destruct o|].
  destruct (stopped (apply st o)) eqn:Hs'; [now rewrite !stopped_drain by exact Hs'|].
  pose proof (decide_shrinks st eof o E Ho Hs'). apply enough_fuel; lia.
Qed.

(** Deciding what can be decided before more comes makes no difference afterwards. *)
Lemma settle_take : forall st p eof, settle (take (settle st false) p) eof = settle (take st p) eof.
Proof.
  intros st p eof. unfold settle at 2. remember (length (held st)) as f eqn:Hf. assert (L : length (held st) <= f) by lia. clear Hf.
  revert st L. induction f; intros st L; cbn [drain]; [reflexivity|].
  destruct (stopped st) eqn:Hs; [reflexivity|].
  pose proof (outcome_within st false) as W.
  assert (G' : forall o, decide (base st) (held st) false = o -> o <> Need ->
    match o with Need => False | Claim n _ _ | Early n _ _ => n <= length (held st) end ->
    settle (take (drain f (apply st o) false) p) eof = settle (take st p) eof).
  { intros o E Ho Hn. rewrite (settle_step (take st p) eof o), take_apply; auto.
    - destruct (stopped (apply st o)) eqn:Hs'; [now rewrite stopped_drain by exact Hs'|].
      apply IHf. pose proof (decide_shrinks st false o E Ho Hs'). lia.
    - unfold take. now rewrite Hs.
    - unfold take. rewrite Hs. apply decide_stays; assumption. }
  destruct (decide (base st) (held st) false) as [|n s a|n s a] eqn:E; [reflexivity| |]; apply G'; congruence || assumption.
Qed.

Lemma take_take : forall st p q, take (take st p) q = take st (p ++ q).
Proof.
  intros. unfold take. destruct (stopped st) eqn:Hs; simpl; rewrite ?Hs; auto. now rewrite app_assoc.
Qed.

(** Two writes are as one. *)
Lemma writes_join : forall st p q, handle (handle st (Write p)) (Write q) = handle st (Write (p ++ q)).
Proof. intros. simpl. now rewrite settle_take, take_take. Qed.

(** However the answer is cut into writes, the gate ends in the same state: the same bytes have left, and the same was said
    of the same claims. Firings between writes, and what came before, change nothing in this. *)
Theorem chunking_changes_nothing : forall st p ps q,
  concat (p :: ps) = q -> run st (map Write (p :: ps)) = run st [Write q].
Proof.
  intros st p ps q <-. revert p. induction ps as [|r ps IH]; intros p; [simpl; now rewrite app_nil_r|].
  change (run st (map Write (p :: r :: ps))) with (run (handle (handle st (Write p)) (Write r)) (map Write ps)).
  rewrite writes_join. simpl concat. rewrite app_assoc. exact (IH (p ++ r)).
Qed.

Lemma drain_settled : forall f st eof, length (held st) <= f -> stopped (drain f st eof) = false ->
  decide (base (drain f st eof)) (held (drain f st eof)) eof = Need.
Proof.
  induction f; intros st eof L Hs; cbn [drain] in *.
  - destruct (held st); [apply decide_nil | simpl in L; lia].
  - destruct (stopped st) eqn:Hst; [congruence|].
    destruct (decide (base st) (held st) eof) eqn:E; [assumption| |];
      (match goal with |- context [apply st ?o] => destruct (stopped (apply st o)) eqn:Hs' end;
       [rewrite stopped_drain in Hs by exact Hs'; congruence|];
       apply IHf; [pose proof (decide_shrinks st eof _ E ltac:(discriminate) Hs'); lia | assumption]).
Qed.

(** After a write less than the bound is held back: hold.max_bytes and what is looked at beyond. *)
Theorem hold_back_is_bounded : forall st p, stopped (handle st (Write p)) = false ->
  length (held (handle st (Write p))) < limit + max ahead scan_ahead.
Proof.
  intros st p Hs. simpl in *. unfold settle in *. pose proof (drain_settled _ _ _ (le_n _) Hs) as E.
  set (x := drain (length (held (take st p))) (take st p) false) in *.
  assert (N : forall n, n <= limit -> scan R n (held x) false = None -> length (held x) < limit + max ahead scan_ahead).
  { intros n Hn Es. destruct (le_lt_dec (n + scan_ahead) (length (held x))) as [l|]; [|lia].
    now apply (scan_in_time _ _ T) with (eof := false) in l. }
  assert (N' : early (base x) (firstn (limit + ahead) (held x)) (held x) false = Need ->
    length (held x) < limit + max ahead scan_ahead).
  { unfold early. destruct release_overflow; [|discriminate].
    pose proof (cut_point_bounds (firstn (limit + ahead) (held x)) limit).
    destruct (scan R _ (held x) false) eqn:Es; [discriminate|]. intros _. eapply N; [|exact Es]. lia. }
  unfold decide in E. simpl in E.
  destruct (first G (base x) (firstn (limit + ahead) (held x)) false) as [[e s']|] eqn:F.
  - destruct (e <=? limit) eqn:Ee; [|auto]. apply Nat.leb_le in Ee.
    destruct (scan R e (held x) false) eqn:Es; [discriminate|]. eauto.
  - destruct (length (firstn (limit + ahead) (held x)) =? limit + ahead) eqn:El; [auto|].
    apply Nat.eqb_neq in El. rewrite firstn_length in El. lia.
Qed.

(** An answer in which nothing halts leaves whole. *)
Theorem all_is_released_at_the_end : forall s m es,
  stopped (run (begin s m) (es ++ [Close])) = false -> released (run (begin s m) (es ++ [Close])) = bytes_of es.
Proof.
  intros s m es. unfold run. rewrite fold_left_app. simpl. fold (run (begin s m) es). set (st := run (begin s m) es).
  intros Hs. pose proof (sound_run es m [] _ K (sound_begin s m)) as So. fold st in So. simpl in So.
  pose proof (sound_drain (length (held st)) m _ st true K So) as Sd.
  pose proof (drain_settled _ _ _ (le_n _) Hs) as E. unfold settle in *.
  set (x := drain (length (held st)) st true) in *.
  pose proof (sound_text _ _ _ Sd Hs) as Tx.
  destruct (held x) as [|b h] eqn:Eh; [now rewrite app_nil_r in Tx|]. exfalso.
  assert (N : forall v, early (base x) v (b :: h) true <> Need).
  { intros v. unfold early. destruct release_overflow; [|discriminate].
    pose proof (scan_at_end _ _ T (cut_point v limit) (b :: h)). destruct (scan R _ (b :: h) true); congruence. }
  unfold decide in E. set (v := firstn (limit + ahead) (b :: h)) in *.
  destruct (true && (length (b :: h) <=? limit + ahead)) eqn:La.
  - apply andb_true_iff in La as [_ La]. apply Nat.leb_le in La. unfold v in E at 1. rewrite firstn_all2 in E by assumption.
    destruct (first_at_end _ _ _ K (base x) (b :: h) ltac:(discriminate)) as [[e s'] F]. rewrite F in E.
    destruct (e <=? limit); [|now apply N in E].
    pose proof (scan_at_end _ _ T e (b :: h)). destruct (scan R e (b :: h) true); congruence.
  - apply andb_false_iff in La as [La|La]; [discriminate|]. apply Nat.leb_gt in La.
    assert (Lv : length v = limit + ahead) by (unfold v; rewrite firstn_length; lia).
    rewrite Lv, Nat.eqb_refl in E. destruct (first G (base x) v false) as [[e s']|]; [|now apply N in E].
    destruct (e <=? limit); [|now apply N in E].
    pose proof (scan_at_end _ _ T e (b :: h)). destruct (scan R e (b :: h) true); congruence.
Qed.

End Chunks.
End Gate.

(** ** Scanning *)

(** gate_scan.go: the claim is looked at with a byte beyond it, then two, four and so on, until nothing that began in it can
    become a finding any more. The rules are parameters: where findings on which the policy halts begin in a text, and where
    something begins that more bytes could change. *)
Section Scanning.
Variable findings : list byte -> list nat.
Variable alive : list byte -> nat.
Variable most : nat.  (* how far beyond a claim is looked *)

Fixpoint scan_from (aheads : list nat) (n : nat) (h : list byte) (eof : bool) : option answer :=
  match aheads with
  | [] => if eof || (n + most <=? length h) then Some Pass else None
  | a :: rest =>
      if negb eof && (length h <? n + a) then None
      else
        let view := firstn (n + a) h in
        let all := (most <=? a) || eof && (length h <=? n + a) in
        if existsb (fun f => (f <? n) && (all || (f <? alive view))) (findings view) then Some Fail
        else if all || (n <=? alive view) then Some Pass else scan_from rest n h eof
  end.

Lemma scan_from_waits : forall aheads n b a, Sorted lt (a :: aheads) -> a < most -> length b <= n + a ->
  scan_from aheads n b false = None.
Proof.
  intros aheads n b a S M L. destruct aheads as [|a' rest]; simpl.
  - now replace (n + most <=? length b) with false by (symmetry; apply Nat.leb_gt; lia).
  - inversion S as [|? ? _ R]. inversion R. subst.
    now replace (length b <? n + a') with true by (symmetry; apply Nat.ltb_lt; lia).
Qed.

Lemma scan_from_stays : forall aheads n b p eof r, Sorted lt aheads ->
  scan_from aheads n b false = Some r -> scan_from aheads n (b ++ p) eof = Some r.
Proof.
  intros aheads n b p eof r. induction aheads as [|a rest IH]; intros S; simpl; rewrite ?app_length.
  - destruct (n + most <=? length b) eqn:E; [|discriminate]. apply Nat.leb_le in E. intros H.
    replace (n + most <=? length b + length p) with true by (symmetry; apply Nat.leb_le; lia). now rewrite orb_true_r.
  - destruct (length b <? n + a) eqn:E; [discriminate|]. apply Nat.ltb_ge in E.
    replace (length b + length p <? n + a) with false by (symmetry; apply Nat.ltb_ge; lia). rewrite andb_false_r.
    rewrite firstn_app_le by assumption. set (view := firstn (n + a) b). rewrite orb_false_r.
    destruct (most <=? a) eqn:M; [now rewrite orb_true_l|]. apply Nat.leb_gt in M.
    set (last := eof && (length b + length p <=? n + a)). change (false || last) with last.
    destruct (existsb (fun f => (f <? n) && (false || (f <? alive view))) (findings view)) eqn:F.
    + intros H.
      assert (X : existsb (fun f => (f <? n) && (last || (f <? alive view))) (findings view) = true).
      { apply existsb_exists in F as (f & I & F). apply existsb_exists. exists f. split; [assumption|].
        apply andb_true_iff in F as [F1 F2]. simpl in F2. now rewrite F1, F2, orb_true_r. }
      rewrite X. exact H.
    + cbn [orb]. destruct (n <=? alive view) eqn:A.
      * intros H. rewrite orb_true_r.
        destruct (existsb (fun f => (f <? n) && (last || (f <? alive view))) (findings view)) eqn:X; [exfalso|exact H].
        apply not_true_iff_false in F. apply F.
        apply existsb_exists in X as (f & I & X). apply existsb_exists. exists f. split; [assumption|].
        apply andb_true_iff in X as [X1 _]. rewrite X1. apply Nat.ltb_lt in X1. apply Nat.leb_le in A. apply Nat.ltb_lt. lia.
      * intros H. destruct last eqn:L; [|rewrite F; cbn [orb]; apply IH; [now inversion S | assumption]].
        (* the answer ends where the view does: a longer look sees no more *)
        exfalso. unfold last in L. apply andb_true_iff in L as [_ L]. apply Nat.leb_le in L.
        rewrite (scan_from_waits rest n b a S M) in H by lia. discriminate.
Qed.

(** A claim is scanned at the latest when [most] bytes beyond it are there, and more bytes never change what was said. *)
Theorem scanning_keeps_its_promise : forall M r c p w aheads, Sorted lt aheads -> Forall (fun a => a <= most) aheads ->
  scans_in_time {| memory := M; rule := r; scan := scan_from aheads; scan_held := c; in_progress := p; whole := w |} most.
Proof.
  intros M r c p w aheads S B. split; cbn [scan].
  - intros n b q eof x _. now apply scan_from_stays.
  - intros n b eof L. induction B as [|a rest Ba B IH]; simpl.
    + replace (n + most <=? length b) with true by (symmetry; now apply Nat.leb_le). now rewrite orb_true_r.
    + replace (length b <? n + a) with false by (symmetry; apply Nat.ltb_ge; lia). rewrite andb_false_r.
      destruct (existsb _ _); [discriminate|]. destruct (_ || (n <=? _)); [discriminate|]. apply IH. now inversion S.
  - intros n b. clear B S. induction aheads as [|a rest IH]; simpl; [discriminate|].
    destruct (existsb _ _); [discriminate|]. destruct (_ || (n <=? _)); [discriminate | exact IH].
Qed.

End Scanning.

(** LookAhead and maxScanAhead, and how far the code looks beyond a claim. *)
Definition look_ahead : nat := 64.
Definition max_scan_ahead : nat := 1024.
Definition aheads : list nat := [0; 1; 2; 4; 8; 16; 32; 64; 128; 256; 512; 1024].
