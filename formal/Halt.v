(** Halt: when a stream of tokens ends. Models fallback/halt.go and kernel/core/src/halt.rs.

    The machine is written as the code has it: a buffer that keeps the longer window and moves it to the front when it is
    full. What it decides is then shown to be a function of the whole stream ([run_is_spec]), and the theorems follow from
    that. Numbers are abstract here; Binary64.v puts in those of the processor. *)
From Coq Require Import List Arith Lia Bool.
Import ListNotations.

(** What the machine does with numbers. *)
Record numbers := {
  num : Type;
  zero : num;
  ltb : num -> num -> bool;
  finite : num -> bool;
  mean : list num -> num;
  drop : list num -> num
}.

Inductive reason := NonFinite | HardLimit | WindowMean | Trend | Entropy | Deadline.

Section Machine.
Variable K : numbers.
Notation F := (num K).

Record config := {
  hard : F;
  soft : F;
  window : nat;
  window_threshold : F;
  trend_window : nat;
  trend_threshold : F;
  entropy_limit : F;
  deadline : F
}.

Record token := { score : F; entropy : option F; elapsed : option F }.

(** Why, what was compared, and with what. *)
Definition finding := (reason * F * F)%type.

Definition exceeds (x limit : F) : bool := ltb K limit x || negb (finite K x).
Definition finite_or_zero (x : F) : F := if finite K x then x else zero K.

(** The last [n] of a list that has so many. *)
Definition last_of (n : nat) (l : list F) : list F := skipn (length l - n) l.

Definition check_mean (c : config) (scores : list F) : option finding :=
  if window c <=? length scores
  then let m := mean K (last_of (window c) scores) in
       if ltb K m (window_threshold c) then Some (WindowMean, m, window_threshold c) else None
  else None.

Definition check_trend (c : config) (scores : list F) : option finding :=
  if trend_window c <=? length scores
  then let d := drop K (last_of (trend_window c) scores) in
       if ltb K (trend_threshold c) d then Some (Trend, d, trend_threshold c) else None
  else None.

Definition check_measure (r : reason) (x : option F) (limit : F) : option finding :=
  match x with
  | Some x => if exceeds x limit then Some (r, finite_or_zero x, limit) else None
  | None => None
  end.

Definition check_finite (c : config) (t : token) : option finding :=
  if finite K (score t) then None else Some (NonFinite, zero K, hard c).

Definition check_hard (c : config) (t : token) : option finding :=
  if ltb K (score t) (hard c) then Some (HardLimit, score t, hard c) else None.

(** The first that found something. *)
Definition or_else (a b : option finding) : option finding := match a with Some _ => a | None => b end.

(** What is looked at once the score is remembered. *)
Definition check_rest (c : config) (scores : list F) (t : token) : option finding :=
  or_else (check_mean c scores) (or_else (check_trend c scores)
    (or_else (check_measure Entropy (entropy t) (entropy_limit c)) (check_measure Deadline (elapsed t) (deadline c)))).

Definition keep (c : config) : nat := max (window c) (trend_window c).

(** Appends a score; what windows still reach moves to the front when there is no room left. *)
Definition remember (c : config) (scores : list F) (s : F) : list F :=
  (if length scores =? 2 * keep c then skipn (length scores - keep c + 1) scores else scores) ++ [s].

Record decision := { index : nat; found : option finding; warning : bool }.

Record state := { scores : list F; seen : nat; halted : option decision }.

Definition start : state := {| scores := []; seen := 0; halted := None |}.

Definition check (c : config) (st : state) (t : token) : option finding * list F :=
  match or_else (check_finite c t) (check_hard c t) with
  | Some f => (Some f, scores st)
  | None => let s := remember c (scores st) (score t) in (check_rest c s t, s)
  end.

Definition step (c : config) (st : state) (t : token) : state * decision :=
  match halted st with
  | Some d => (st, d)
  | None =>
      let '(f, s) := check c st t in
      let d := {| index := seen st; found := f;
                  warning := match f with Some _ => false | None => ltb K (score t) (soft c) end |} in
      ({| scores := s; seen := S (seen st); halted := match f with Some _ => Some d | None => None end |}, d)
  end.

(** A stream: what its tokens say, and what Halt is told of each. *)
Variable A : Type.
Notation stream := (list (A * token)).

(** The caller's loop: it emits a token unless the machine halts at it. *)
Fixpoint run_from (c : config) (st : state) (s : stream) : list A * option decision :=
  match s with
  | [] => ([], None)
  | (a, t) :: rest =>
      let '(st', d) := step c st t in
      match found d with
      | Some _ => ([], Some d)
      | None => let '(out, h) := run_from c st' rest in (a :: out, h)
      end
  end.

Definition run (c : config) (s : stream) := run_from c start s.
Definition emitted (c : config) (s : stream) : list A := fst (run c s).
Definition halt (c : config) (s : stream) : option decision := snd (run c s).

(** What is decided on a token after tokens with the scores [past]: no buffer, no state. *)
Definition verdict (c : config) (past : list F) (t : token) : option finding :=
  or_else (or_else (check_finite c t) (check_hard c t)) (check_rest c (past ++ [score t]) t).

Definition passes c past t : Prop := verdict c past t = None.

Fixpoint spec_from (c : config) (past : list F) (s : stream) : list A * option decision :=
  match s with
  | [] => ([], None)
  | (a, t) :: rest =>
      match verdict c past t with
      | Some f => ([], Some {| index := length past; found := Some f; warning := false |})
      | None => let '(out, h) := spec_from c (past ++ [score t]) rest in (a :: out, h)
      end
  end.

Definition scores_of (s : stream) : list F := map (fun p => score (snd p)) s.

(** ** The buffer says what the whole stream says *)

Lemma skipn_plus : forall (x y : nat) (l : list F), skipn x (skipn y l) = skipn (x + y) l.
Proof.
  intros x y. revert x. induction y; intros x l; simpl.
  - now rewrite Nat.add_0_r.
  - rewrite Nat.add_succ_r. destruct l; simpl; [now rewrite skipn_nil | apply IHy].
Qed.

(** The buffer is an end of the past, and long enough for every window. *)
Definition holds (c : config) (past buf : list F) : Prop :=
  exists k, buf = skipn k past /\ (k = 0 \/ k + keep c <= length past).

Definition valid_windows (c : config) : Prop := 1 <= window c /\ 2 <= trend_window c.

Lemma remember_holds : forall c past buf s,
  valid_windows c -> holds c past buf -> holds c (past ++ [s]) (remember c buf s).
Proof.
  intros c past buf s [V _] (k & -> & Hk). unfold remember.
  assert (1 <= keep c) by (unfold keep; lia).
  destruct (length (skipn k past) =? 2 * keep c) eqn:E.
  - apply Nat.eqb_eq in E. rewrite skipn_length in E. rewrite skipn_plus, skipn_length.
    exists (length past - k - keep c + 1 + k). split.
    + rewrite skipn_app. f_equal.
      replace (length past - k - keep c + 1 + k - length past) with 0 by lia. reflexivity.
    + right. rewrite app_length. simpl. lia.
  - exists k. split.
    + rewrite skipn_app. replace (k - length past) with 0 by lia. reflexivity.
    + rewrite app_length. simpl. lia.
Qed.

(** A window that fits the buffer's guarantee sees the same in both. *)
Lemma last_of_holds : forall c past buf n,
  holds c past buf -> n <= keep c ->
  (n <=? length buf) = (n <=? length past) /\ (n <= length past -> last_of n buf = last_of n past).
Proof.
  intros c past buf n (k & -> & Hk) Hn. rewrite skipn_length. split.
  - destruct (n <=? length past) eqn:E; [apply Nat.leb_le in E | apply Nat.leb_gt in E];
      [apply Nat.leb_le | apply Nat.leb_gt]; lia.
  - intros Hl. unfold last_of. rewrite skipn_length, skipn_plus. f_equal. lia.
Qed.

Lemma check_rest_holds : forall c past buf t, holds c past buf -> check_rest c buf t = check_rest c past t.
Proof.
  intros c past buf t H. unfold check_rest, check_mean, check_trend.
  destruct (last_of_holds c past buf (window c) H) as [E1 L1]; [unfold keep; lia|].
  destruct (last_of_holds c past buf (trend_window c) H) as [E2 L2]; [unfold keep; lia|].
  rewrite E1, E2.
  destruct (window c <=? length past) eqn:Ew; [rewrite L1 by (now apply Nat.leb_le)|];
    (destruct (trend_window c <=? length past) eqn:Et; [rewrite L2 by (now apply Nat.leb_le)|]; reflexivity).
Qed.

Lemma run_from_is_spec : forall c s st past,
  valid_windows c -> halted st = None -> seen st = length past -> holds c past (scores st) ->
  run_from c st s = spec_from c past s.
Proof.
  intros c s. induction s as [|[a t] rest IH]; intros st past V Hh Hs Hb; [reflexivity|].
  simpl. unfold step. rewrite Hh. unfold check, verdict.
  destruct (or_else (check_finite c t) (check_hard c t)) as [f|]; simpl.
  - now rewrite Hs.
  - pose proof (remember_holds c past (scores st) (score t) V Hb) as Hr.
    rewrite (check_rest_holds _ _ _ t Hr).
    destruct (check_rest c (past ++ [score t]) t) as [f|]; simpl; [now rewrite Hs|].
    rewrite (IH _ (past ++ [score t])); auto. simpl. rewrite app_length, Hs. simpl. lia.
Qed.

(** What the machine decides, with its buffer, is what [verdict] says of each token and all scores before it. *)
Theorem run_is_spec : forall c s, valid_windows c -> run c s = spec_from c [] s.
Proof.
  intros. apply run_from_is_spec; auto. exists 0. auto.
Qed.

(** ** What leaves *)

Lemma spec_prefix : forall c s past, exists rest, map fst s = fst (spec_from c past s) ++ rest.
Proof.
  intros c s. induction s as [|[a t] s IH]; intros past; [now exists []|].
  simpl. destruct (verdict c past t); [now exists (a :: map fst s)|].
  destruct (IH (past ++ [score t])) as [rest E]. destruct (spec_from c (past ++ [score t]) s) as [out h].
  exists rest. simpl in *. now rewrite E.
Qed.

Theorem emitted_is_prefix : forall c s, valid_windows c -> exists rest, map fst s = emitted c s ++ rest.
Proof.
  intros c s V. unfold emitted. rewrite run_is_spec by assumption. apply spec_prefix.
Qed.

Lemma spec_passed : forall c pre past a t post,
  length pre < length (fst (spec_from c past (pre ++ (a, t) :: post))) -> passes c (past ++ scores_of pre) t.
Proof.
  intros c pre. induction pre as [|[b u] pre IH]; intros past a t post; simpl.
  - rewrite app_nil_r. unfold passes. destruct (verdict c past t); simpl; [lia | reflexivity].
  - destruct (verdict c past u); simpl; [lia|].
    specialize (IH (past ++ [score u]) a t post).
    destruct (spec_from c (past ++ [score u]) (pre ++ (a, t) :: post)) as [out h]. simpl in *.
    rewrite <- app_assoc in IH. simpl in IH. intros. apply IH. lia.
Qed.

Theorem every_emitted_token_passed : forall c pre a t post, valid_windows c ->
  length pre < length (emitted c (pre ++ (a, t) :: post)) -> passes c (scores_of pre) t.
Proof.
  intros c pre a t post V H. unfold emitted in H. rewrite run_is_spec in H by assumption.
  exact (spec_passed _ _ [] _ _ _ H).
Qed.

Theorem failing_token_never_emitted : forall c pre a t post f, valid_windows c ->
  verdict c (scores_of pre) t = Some f -> length (emitted c (pre ++ (a, t) :: post)) <= length pre.
Proof.
  intros c pre a t post f V Hf.
  destruct (le_lt_dec (length (emitted c (pre ++ (a, t) :: post))) (length pre)) as [|H]; [assumption|].
  apply every_emitted_token_passed in H; [|assumption]. unfold passes in H. congruence.
Qed.

(** All tokens of [s] pass, after tokens with the scores [past]. *)
Fixpoint all_pass (c : config) (past : list F) (s : stream) : Prop :=
  match s with
  | [] => True
  | (_, t) :: rest => passes c past t /\ all_pass c (past ++ [score t]) rest
  end.

Lemma spec_all_pass : forall c pre past post, all_pass c past pre ->
  spec_from c past (pre ++ post) =
    (map fst pre ++ fst (spec_from c (past ++ scores_of pre) post), snd (spec_from c (past ++ scores_of pre) post)).
Proof.
  intros c pre. induction pre as [|[a t] pre IH]; intros past post H; simpl.
  - rewrite app_nil_r. now destruct (spec_from c past post).
  - destruct H as [Hp H]. unfold passes in Hp. rewrite Hp, (IH _ _ H), <- app_assoc. reflexivity.
Qed.

(** The run halts at the first token that fails, with its finding, and what came before has left. *)
Theorem halts_at_the_first : forall c pre a t post f, valid_windows c ->
  all_pass c [] pre -> verdict c (scores_of pre) t = Some f ->
  run c (pre ++ (a, t) :: post) =
    (map fst pre, Some {| index := length pre; found := Some f; warning := false |}).
Proof.
  intros c pre a t post f V Hp Hf. rewrite run_is_spec, (spec_all_pass _ _ _ _ Hp) by assumption. simpl.
  rewrite Hf. simpl. unfold scores_of. now rewrite map_length, app_nil_r.
Qed.

(** If any token fails the run halts, at that token or before it. *)
Theorem any_failure_halts : forall c pre a t post f, valid_windows c ->
  verdict c (scores_of pre) t = Some f ->
  exists d, halt c (pre ++ (a, t) :: post) = Some d /\ index d <= length pre.
Proof.
  intros c pre a t post f V. unfold halt. rewrite run_is_spec by assumption.
  enough (G : forall past, verdict c (past ++ scores_of pre) t = Some f ->
    exists d, snd (spec_from c past (pre ++ (a, t) :: post)) = Some d /\ index d <= length past + length pre).
  { intros Hf. exact (G [] Hf). }
  induction pre as [|[b u] pre IH]; intros past Hf; simpl in *.
  - rewrite app_nil_r in Hf. rewrite Hf. eexists. split; [reflexivity|]. simpl. lia.
  - destruct (verdict c past u).
    + eexists. split; [reflexivity|]. simpl. lia.
    + destruct (IH (past ++ [score u])) as (d & E & L); [now rewrite <- app_assoc|].
      destruct (spec_from c (past ++ [score u]) (pre ++ (a, t) :: post)) as [out h]. exists d. split; [exact E|].
      rewrite app_length in L. simpl in L. lia.
Qed.

Theorem all_pass_all_emitted : forall c s, valid_windows c -> all_pass c [] s -> run c s = (map fst s, None).
Proof.
  intros c s V H. rewrite run_is_spec by assumption. pose proof (spec_all_pass c s [] [] H) as E.
  rewrite app_nil_r in E. rewrite E. simpl. now rewrite app_nil_r.
Qed.

Lemma not_finite_fails : forall c past t, finite K (score t) = false -> verdict c past t = Some (NonFinite, zero K, hard c).
Proof.
  intros c past t H. unfold verdict, check_finite. now rewrite H.
Qed.

(** A score that is NaN or infinite never emits, whatever the limits are. *)
Theorem non_finite_never_emits : forall c pre a t post, valid_windows c ->
  finite K (score t) = false -> length (emitted c (pre ++ (a, t) :: post)) <= length pre.
Proof.
  intros c pre a t post V H. eapply failing_token_never_emitted; [assumption|]. now apply not_finite_fails.
Qed.

(** ** Halting *)

(** After a halt every step gives the same decision and changes nothing. *)
Theorem halting_is_irrevocable : forall c st t u,
  let '(st', d) := step c st t in found d <> None -> step c st' u = (st', d).
Proof.
  intros c st t u. unfold step at 1. destruct (halted st) as [d|] eqn:Hh.
  - intros _. unfold step. now rewrite Hh.
  - destruct (check c st t) as [[f|] s]; simpl; [|congruence]. intros _. reflexivity.
Qed.

(** So it does not matter what comes after the token that halted. *)
Theorem nothing_after_a_halt_matters : forall c s d more, valid_windows c ->
  halt c s = Some d -> run c (s ++ more) = run c s.
Proof.
  intros c s d more V. unfold halt. rewrite 2 run_is_spec by assumption.
  generalize (@nil F). induction s as [|[a t] s IH]; intros past; simpl; [discriminate|].
  destruct (verdict c past t); [reflexivity|]. intros H. specialize (IH (past ++ [score t])).
  destruct (spec_from c (past ++ [score t]) s) as [out h]. simpl in *. now rewrite (IH H).
Qed.

(** ** Windows *)

(** What the window mean and the trend say of a token depends on the scores in their window alone. *)
Theorem windows_depend_on_their_window : forall c past past' t,
  (window c <= length past /\ window c <= length past' /\ last_of (window c) past = last_of (window c) past' ->
   check_mean c past = check_mean c past') /\
  (trend_window c <= length past /\ trend_window c <= length past' /\
   last_of (trend_window c) past = last_of (trend_window c) past' ->
   check_trend c past = check_trend c past') /\
  (last_of (keep c) past = last_of (keep c) past' /\ keep c <= length past /\ keep c <= length past' ->
   check_rest c past t = check_rest c past' t).
Proof.
  assert (M : forall c past past',
    window c <= length past /\ window c <= length past' /\ last_of (window c) past = last_of (window c) past' ->
    check_mean c past = check_mean c past').
  { intros c past past' (H1 & H2 & E). unfold check_mean. apply Nat.leb_le in H1, H2. now rewrite H1, H2, E. }
  assert (T : forall c past past',
    trend_window c <= length past /\ trend_window c <= length past' /\
    last_of (trend_window c) past = last_of (trend_window c) past' -> check_trend c past = check_trend c past').
  { intros c past past' (H1 & H2 & E). unfold check_trend. apply Nat.leb_le in H1, H2. now rewrite H1, H2, E. }
  intros c past past' t. split; [apply M|]. split; [apply T|].
  intros (E & H1 & H2). unfold check_rest.
  assert (S : forall n, n <= keep c -> last_of n past = last_of n past').
  { intros n Hn. assert (X : forall p, keep c <= length p -> last_of n p = last_of n (last_of (keep c) p)).
    { intros p Hp. unfold last_of. rewrite skipn_plus, skipn_length. f_equal. lia. }
    now rewrite (X past H1), (X past' H2), E. }
  rewrite (M c past past'), (T c past past'); [reflexivity| |];
    unfold keep in *; (split; [lia|]; split; [lia|]; apply S; lia).
Qed.

(** ** One machine, six conditions *)

(** The conditions, each looked at by itself: at a token after all scores up to its own. *)
Definition conditions : list (config -> list F -> token -> option finding) :=
  [ (fun c _ t => check_finite c t); (fun c _ t => check_hard c t);
    (fun c upto _ => check_mean c upto); (fun c upto _ => check_trend c upto);
    (fun c _ t => check_measure Entropy (entropy t) (entropy_limit c));
    (fun c _ t => check_measure Deadline (elapsed t) (deadline c)) ].

(** The first token at which a condition alone finds something. *)
Fixpoint first_of (cond : list F -> token -> option finding) (past : list F) (s : stream) : option nat :=
  match s with
  | [] => None
  | (_, t) :: rest =>
      let upto := past ++ [score t] in
      match cond upto t with Some _ => Some (length past) | None => first_of cond upto rest end
  end.

Definition earlier (a b : option nat) : option nat :=
  match a, b with
  | Some x, Some y => Some (min x y)
  | Some x, None => Some x
  | None, y => y
  end.

Lemma first_of_ge : forall cond s past n, first_of cond past s = Some n -> length past <= n.
Proof.
  intros cond s. induction s as [|[a t] s IH]; intros past n; simpl; [discriminate|].
  destruct (cond (past ++ [score t]) t).
  - intros E. injection E. lia.
  - intros E. apply IH in E. rewrite app_length in E. simpl in E. lia.
Qed.

Lemma first_of_or : forall f g s past,
  first_of (fun u t => or_else (f u t) (g u t)) past s = earlier (first_of f past s) (first_of g past s).
Proof.
  intros f g s. induction s as [|[a t] s IH]; intros past; simpl; [reflexivity|].
  assert (G : forall h, match first_of h (past ++ [score t]) s with Some n => length past <= n | None => True end).
  { intros h. destruct (first_of h (past ++ [score t]) s) eqn:E; [|exact I].
    apply first_of_ge in E. rewrite app_length in E. lia. }
  destruct (f (past ++ [score t]) t); destruct (g (past ++ [score t]) t); simpl.
  - now rewrite Nat.min_id.
  - specialize (G g). destruct (first_of g (past ++ [score t]) s); simpl; [|reflexivity]. f_equal. lia.
  - specialize (G f). destruct (first_of f (past ++ [score t]) s); simpl; [|reflexivity]. f_equal. lia.
  - apply IH.
Qed.

(** The machine halts at the least of the tokens at which its conditions, each by itself, find something first. *)
Theorem halts_at_the_minimum : forall c s, valid_windows c ->
  option_map index (halt c s) = fold_right earlier None (map (fun cond => first_of (cond c) [] s) conditions).
Proof.
  intros c s V. unfold halt. rewrite run_is_spec by assumption.
  assert (E : forall past, option_map index (snd (spec_from c past s)) =
    first_of (fun u t => or_else (check_finite c t) (or_else (check_hard c t) (check_rest c u t))) past s).
  { induction s as [|[a t] s IH]; intros past; [reflexivity|]. simpl. unfold verdict.
    replace (or_else (or_else (check_finite c t) (check_hard c t)) (check_rest c (past ++ [score t]) t))
      with (or_else (check_finite c t) (or_else (check_hard c t) (check_rest c (past ++ [score t]) t)))
      by now destruct (check_finite c t).
    destruct (or_else (check_finite c t) (or_else (check_hard c t) (check_rest c (past ++ [score t]) t))); [reflexivity|].
    rewrite <- IH. now destruct (spec_from c (past ++ [score t]) s). }
  rewrite E. unfold check_rest. rewrite 5 first_of_or. simpl.
  now destruct (first_of (fun _ t => check_measure Deadline (elapsed t) (deadline c)) [] s).
Qed.

(** ** Stricter limits *)

(** [c'] finds something wherever [c] does, and has the same windows. *)
Definition stricter (c c' : config) : Prop :=
  window c = window c' /\ trend_window c = trend_window c' /\
  (forall x, ltb K x (hard c) = true -> ltb K x (hard c') = true) /\
  (forall x, ltb K x (window_threshold c) = true -> ltb K x (window_threshold c') = true) /\
  (forall x, ltb K (trend_threshold c) x = true -> ltb K (trend_threshold c') x = true) /\
  (forall x, ltb K (entropy_limit c) x = true -> ltb K (entropy_limit c') x = true) /\
  (forall x, ltb K (deadline c) x = true -> ltb K (deadline c') x = true).

Lemma or_else_none : forall a b, or_else a b = None <-> a = None /\ b = None.
Proof.
  intros [f|] b; simpl; split; intuition congruence.
Qed.

Lemma stricter_passes : forall c c' past t, stricter c c' -> passes c' past t -> passes c past t.
Proof.
  intros c c' past t (W & T & H1 & H2 & H3 & H4 & H5). unfold passes, verdict, check_rest.
  rewrite !or_else_none. intros ((A1 & A2) & A3 & A4 & A5 & A6).
  assert (M : forall r x l l', (forall y, ltb K l y = true -> ltb K l' y = true) ->
    check_measure r x l' = None -> check_measure r x l = None).
  { intros r [x|] l l' H; simpl; [|reflexivity]. unfold exceeds. destruct (ltb K l x) eqn:E.
    - rewrite (H _ E). discriminate.
    - destruct (ltb K l' x); simpl; [discriminate|]. now destruct (negb (finite K x)). }
  repeat split; eauto.
  - unfold check_finite in *. now destruct (finite K (score t)).
  - unfold check_hard in *. destruct (ltb K (score t) (hard c)) eqn:E; [|reflexivity]. now rewrite (H1 _ E) in A2.
  - unfold check_mean in *. rewrite W. destruct (window c' <=? length (past ++ [score t])); [|reflexivity].
    destruct (ltb K _ (window_threshold c)) eqn:E; [|reflexivity]. now rewrite (H2 _ E) in A3.
  - unfold check_trend in *. rewrite T. destruct (trend_window c' <=? length (past ++ [score t])); [|reflexivity].
    destruct (ltb K (trend_threshold c) _) eqn:E; [|reflexivity]. now rewrite (H3 _ E) in A4.
Qed.

(** What a stricter machine emits is a prefix of what the other one does. *)
Theorem stricter_never_emits_more : forall c c' s, valid_windows c -> stricter c c' ->
  exists rest, emitted c s = emitted c' s ++ rest.
Proof.
  intros c c' s V S. unfold emitted.
  assert (V' : valid_windows c'). { destruct S as (W & T & _). unfold valid_windows in *. now rewrite <- W, <- T. }
  rewrite 2 run_is_spec by assumption. generalize (@nil F).
  induction s as [|[a t] s IH]; intros past; simpl; [now exists []|].
  destruct (verdict c' past t) eqn:E; [now eexists|].
  rewrite (stricter_passes c c' past t S E).
  destruct (IH (past ++ [score t])) as [rest R].
  destruct (spec_from c (past ++ [score t]) s), (spec_from c' (past ++ [score t]) s). simpl in *.
  exists rest. now rewrite R.
Qed.

End Machine.
