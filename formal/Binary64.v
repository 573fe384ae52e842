(** The numbers of Halt: IEEE 754 binary64, as Coq has it from the processor. This is the model that is replayed.

    Sums and products are written in the order that contract/SPEC.md gives. The axioms that theorems of this file rest on
    are those of Coq's own FloatAxioms, which say what the processor's operations do; no others. *)
From Coq Require Import Uint63 List Arith ZArith Lia Bool Floats.
From Backfire Require Import Halt.
Import ListNotations.
Local Open Scope float_scope.

Definition of_nat (n : nat) : float := of_uint63 (Uint63.of_Z (Z.of_nat n)).

(** x − x is 0 unless x is NaN or infinite. *)
Definition is_finite (x : float) : bool := x - x =? 0.

(** Summed afresh, oldest first. *)
Definition window_mean (scores : list float) : float := fold_left PrimFloat.add scores 0 / of_nat (length scores).

(** Pairs from the outside in, with the distance of their places. *)
Fixpoint pairs (k : nat) (distance : nat) (front back : list float) (sum : float) : float :=
  match k, front, back with
  | S k, a :: front, b :: back => pairs k (distance - 2) front back (sum + of_nat distance * (a - b))
  | _, _, _ => sum
  end.

(** How far the least-squares line falls from the first score to the last. *)
Definition trend_drop (scores : list float) : float :=
  let n := length scores in
  let d := 6 * pairs (Nat.div2 n) (n - 1) scores (rev scores) 0 / (of_nat n * of_nat (n + 1)) in
  if d =? d then d else 0.

Definition binary64 : numbers :=
  {| num := float; zero := 0; Halt.ltb := PrimFloat.ltb; finite := is_finite; mean := window_mean; drop := trend_drop |}.

(** ** Order *)

Lemma SFltb_trans : forall x y z, SFltb x y = true -> SFleb y z = true -> SFltb x z = true.
Proof.
  assert (P : forall p q r, (p ?= q)%positive = Lt -> (q ?= r)%positive <> Gt -> (p ?= r)%positive = Lt).
  { intros p q r. rewrite !Pos.compare_lt_iff, Pos.compare_le_iff. lia. }
  assert (P' : forall p q r, (p ?= q)%positive <> Gt -> (q ?= r)%positive = Lt -> (p ?= r)%positive = Lt).
  { intros p q r. rewrite !Pos.compare_lt_iff, Pos.compare_le_iff. lia. }
  intros x y z. unfold SFltb, SFleb, SFcompare.
  destruct x as [[]|[]| |[] m e], y as [[]|[]| |[] m' e'], z as [[]|[]| |[] m'' e'']; try discriminate; try reflexivity.
  - destruct (Z.compare_spec e e'), (Z.compare_spec e' e''); try discriminate; intros H1 H2;
      destruct (Z.compare_spec e e''); try lia; try reflexivity.
    change (match CompOpp (Pos.compare_cont Eq m m') with Lt => true | _ => false end = true) in H1.
    change (match CompOpp (Pos.compare_cont Eq m' m'') with Lt | Eq => true | _ => false end = true) in H2.
    fold (Pos.compare m m') in H1. fold (Pos.compare m' m'') in H2. fold (Pos.compare m m'').
    destruct (Pos.compare_spec m m'); try discriminate.
    destruct (Pos.compare_spec m' m''); try discriminate; destruct (Pos.compare_spec m m''); try lia; reflexivity.
  - destruct (Z.compare_spec e e'), (Z.compare_spec e' e''); try discriminate; intros H1 H2;
      destruct (Z.compare_spec e e''); try lia; try reflexivity.
    fold (Pos.compare m m') in H1. fold (Pos.compare m' m'') in H2. fold (Pos.compare m m'').
    destruct (Pos.compare_spec m m'); try discriminate.
    destruct (Pos.compare_spec m' m''); try discriminate; destruct (Pos.compare_spec m m''); try lia; reflexivity.
Qed.

Lemma ltb_leb_trans : forall x y z, (x <? y) = true -> (y <=? z) = true -> (x <? z) = true.
Proof. intros x y z. rewrite !ltb_spec, leb_spec. apply SFltb_trans. Qed.

Lemma SFleb_SFltb_trans : forall x y z, SFleb x y = true -> SFltb y z = true -> SFltb x z = true.
Proof.
  intros x y z. unfold SFltb, SFleb, SFcompare.
  destruct x as [[]|[]| |[] m e], y as [[]|[]| |[] m' e'], z as [[]|[]| |[] m'' e'']; try discriminate; try reflexivity.
  all: destruct (Z.compare_spec e e'), (Z.compare_spec e' e''); try discriminate; intros H1 H2;
      destruct (Z.compare_spec e e''); try lia; try reflexivity;
    fold (Pos.compare m m') in H1; fold (Pos.compare m' m'') in H2; fold (Pos.compare m m'');
    destruct (Pos.compare_spec m m'); try discriminate;
    destruct (Pos.compare_spec m' m''); try discriminate; destruct (Pos.compare_spec m m''); try lia; reflexivity.
Qed.

Lemma leb_ltb_trans : forall x y z, (x <=? y) = true -> (y <? z) = true -> (x <? z) = true.
Proof. intros x y z. rewrite !ltb_spec, leb_spec. apply SFleb_SFltb_trans. Qed.

(** ** The theorems of Halt.v that need more than any numbers have *)

(** Limits that are at least as strict, compared as floats. *)
Definition raised (c c' : config binary64) : bool :=
  (window _ c =? window _ c')%nat && (trend_window _ c =? trend_window _ c')%nat &&
  (hard _ c <=? hard _ c') && (window_threshold _ c <=? window_threshold _ c') &&
  (trend_threshold _ c' <=? trend_threshold _ c) && (entropy_limit _ c' <=? entropy_limit _ c) &&
  (deadline _ c' <=? deadline _ c).

(** Raising the hard limit or the window's threshold, or lowering one of the others, never emits more. *)
Theorem raising_a_limit_never_emits_more : forall A c c' (s : list (A * token binary64)),
  valid_windows _ c -> raised c c' = true -> exists rest, emitted _ A c s = emitted _ A c' s ++ rest.
Proof.
  intros A c c' s V R. apply stricter_never_emits_more; [assumption|].
  unfold raised in R. rewrite !andb_true_iff, !Nat.eqb_eq in R.
  destruct R as ((((((W & T) & H1) & H2) & H3) & H4) & H5).
  unfold stricter; cbn [Halt.ltb binary64].
  repeat split; auto; intros x Hx; eauto using ltb_leb_trans, leb_ltb_trans.
Qed.

(** NaN and the infinities are not finite, so none of them is ever emitted. *)
Theorem nan_never_emits : forall A (c : config binary64) pre (a : A) (t : token binary64) post, valid_windows _ c ->
  In (score _ t : float) [nan; infinity; neg_infinity] -> length (emitted _ A c (pre ++ (a, t) :: post)) <= length pre.
Proof.
  intros A c pre a t post V H. apply non_finite_never_emits; [assumption|].
  simpl in H. destruct H as [<- | [<- | [<- | []]]]; reflexivity.
Qed.

(** ** Configurations *)

(** A configuration as a caller gives it: windows may be any integers. *)
Record given := {
  given_limits : float * float;               (* hard and soft *)
  given_window : Z * float;                   (* with its threshold *)
  given_trend : Z * float;
  given_measures : float * float              (* entropy and deadline *)
}.

(** The largest float, and the smallest above 0. *)
Definition largest : float := 0x1.fffffffffffffp1023.
Definition smallest : float := 0x1p-1074.

Definition within (low x high : float) : bool := (low <=? x) && (x <=? high).
Definition any_finite (x : float) : bool := within (- largest) x largest.
Definition window_within (low x : Z) : bool := (low <=? x)%Z && (x <=? 65536)%Z.

(** The place of the first field that is refused, None if all are taken: HaltConfig.Validate. *)
Definition refused (g : given) : option nat :=
  let checks := [ any_finite (fst (given_limits g)); any_finite (snd (given_limits g));
    window_within 1 (fst (given_window g)); any_finite (snd (given_window g));
    window_within 2 (fst (given_trend g)); within 0 (snd (given_trend g)) largest;
    within 0 (fst (given_measures g)) largest; within smallest (snd (given_measures g)) largest ] in
  (fix go (i : nat) (l : list bool) := match l with [] => None | b :: l => if b then go (S i) l else Some i end) 0%nat checks.

Definition config_of (g : given) : config binary64 :=
  {| hard := fst (given_limits g) : num binary64; soft := snd (given_limits g);
     window := Z.to_nat (fst (given_window g)); window_threshold := snd (given_window g);
     trend_window := Z.to_nat (fst (given_trend g)); trend_threshold := snd (given_trend g);
     entropy_limit := fst (given_measures g); deadline := snd (given_measures g) |}.

(** A configuration that is taken has windows that the theorems ask for. *)
Theorem taken_configurations_are_valid : forall g, refused g = None -> valid_windows _ (config_of g).
Proof.
  intros g. unfold refused, valid_windows, config_of. cbn [window trend_window].
  destruct (any_finite (fst (given_limits g))); [|discriminate].
  destruct (any_finite (snd (given_limits g))); [|discriminate].
  destruct (window_within 1 (fst (given_window g))) eqn:W; [|discriminate].
  destruct (any_finite (snd (given_window g))); [|discriminate].
  destruct (window_within 2 (fst (given_trend g))) eqn:T; [|discriminate].
  intros _. unfold window_within in *. rewrite andb_true_iff, !Z.leb_le in *. lia.
Qed.
